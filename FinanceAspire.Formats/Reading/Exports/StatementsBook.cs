using FinanceAspire.Formats.Reading.Journal;
using FinanceAspire.Ledger.Statements;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Formats.Reading.Exports;

/// <summary>
/// Registers of several accounts as one book: each line gets its category as the other side; a move between two accounts that
/// both list becomes one transaction.
/// </summary>
public static class StatementsBook
{
    private const int WindowDays = 5;

    /// <summary>What programs call a move between accounts where they don't say which.</summary>
    private static readonly HashSet<string> TransferCategories = new(["transfer", "credit card payment", "transfers", "internal transfer"], StringComparer.OrdinalIgnoreCase);

    private sealed class Entry(string account, Statement statement, StatementLine line)
    {
        public string Account { get; } = account;
        public Statement Statement { get; } = statement;
        public StatementLine Line { get; } = line;
        public bool IsTaken { get; set; }
    }

    /// <summary>The book that the statements make.</summary>
    /// <param name="statements">As a reader gave them, with categories.</param>
    /// <param name="currency">ISO 4217 code where a statement names none.</param>
    /// <param name="cancellationToken">Stops between lines.</param>
    public static JournalFile Of(IReadOnlyList<Statement> statements, string? currency, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var builder = new JournalBuilder(problems);
        var accounts = statements.Select(NameOf).Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(n => n, n => "", StringComparer.OrdinalIgnoreCase);
        foreach (var statement in statements)
        {
            accounts[NameOf(statement)] = $"{(IsDebt(statement.Account, NameOf(statement)) ? "Liabilities" : "Assets")}:{BookResult.Name(NameOf(statement))}";
        }

        var entries = statements.SelectMany(s => s.Lines.Where(l => !l.IsPending).Select(l => new Entry(NameOf(s), s, l))).ToList();
        var byAmount = entries.ToLookup(e => (e.Account.ToUpperInvariant(), e.Line.Amount));
        var unnamed = entries.Where(e => e.Line.Category is { } c && TransferCategories.Contains(c) && !e.Line.IsTransfer).ToLookup(e => e.Line.Amount);
        var roots = entries.SelectMany(e => Parts(e.Line)).Where(p => p is { Category: { Length: > 0 }, IsTransfer: false })
            .GroupBy(p => p.Category!).ToDictionary(g => g.Key, g => g.Sum(p => p.Amount) > 0 ? "Income" : "Expenses");
        // A split tells more than its other side, so it goes first.
        foreach (var entry in entries.OrderBy(e => e.Line.Date).ThenBy(e => e.Line.Splits.Count > 0 ? 0 : 1).ThenBy(e => e.Line.Amount))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!entry.IsTaken && entry.Line.Amount != 0)
            {
                entry.IsTaken = true;
                builder.Add(Book(entry));
            }
        }

        return builder.Build();

        RawTransaction Book(Entry entry)
        {
            var line = entry.Line;
            var code = line.Currency ?? entry.Statement.Currency ?? currency ?? BookResult.NoCurrency;
            var raw = new RawTransaction(line.Row, line.Date)
            {
                Payee = line.Payee,
                Description = line.Description,
                Currency = code,
                Tags = [.. line.Tags],
            };
            raw.Postings.Add(new RawPosting(accounts[entry.Account], new RawAmount(line.Amount, code), null, false, ClearedStatus.Cleared));
            foreach (var part in Parts(line))
            {
                raw.Postings.Add(new RawPosting(Other(entry, part), new RawAmount(-part.Amount, code), null, false, ClearedStatus.Uncleared) { Memo = part.Memo });
            }

            return raw;
        }

        string Other(Entry entry, StatementSplit part)
        {
            if (part.IsTransfer && part.Category is { } target)
            {
                if (string.Equals(target, entry.Account, StringComparison.OrdinalIgnoreCase))
                {
                    return BookResult.OpeningBalances;
                }

                if (byAmount[(target.ToUpperInvariant(), -part.Amount)].Where(e => !e.IsTaken && Near(e, entry) && Parts(e.Line).Any(p => p.IsTransfer && string.Equals(p.Category, entry.Account, StringComparison.OrdinalIgnoreCase)))
                    .MinBy(e => Math.Abs(e.Line.Date.DayNumber - entry.Line.Date.DayNumber)) is { } mirror)
                {
                    mirror.IsTaken = true;
                }

                return accounts.TryGetValue(target, out var known) ? known : $"Assets:{BookResult.Name(target)}";
            }

            if (part.Category is { } category && TransferCategories.Contains(category))
            {
                var twins = unnamed[-part.Amount].Where(e => !e.IsTaken && Near(e, entry) && e.Account != entry.Account).Take(2).ToList();
                if (twins.Count == 1)
                {
                    twins[0].IsTaken = true;
                    return accounts[twins[0].Account];
                }
            }

            return part.Category is { Length: > 0 } name
                ? $"{roots[name]}:{string.Join(':', name.Split(':', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))}"
                : part.Amount > 0 ? $"Income:{BookResult.NoIncome}" : $"Expenses:{BookResult.NoExpense}";
        }
    }

    private static IReadOnlyList<StatementSplit> Parts(StatementLine line) =>
        line.Splits.Count > 0 ? line.Splits : [new StatementSplit(line.Amount, line.Category, line.IsTransfer)];

    private static bool Near(Entry a, Entry b) => Math.Abs(a.Line.Date.DayNumber - b.Line.Date.DayNumber) <= WindowDays;

    private static string NameOf(Statement statement) =>
        statement.Account.Name is { Length: > 0 } name ? name : statement.Account.AccountId is { Length: > 0 } id ? id : "Account";

    private static bool IsDebt(AccountHint account, string name) =>
        account.Kind is { } kind && (kind.Equals("CREDITCARD", StringComparison.OrdinalIgnoreCase) || kind.Equals("CCard", StringComparison.OrdinalIgnoreCase) || kind.Equals("Oth L", StringComparison.OrdinalIgnoreCase))
        || name.Contains("credit card", StringComparison.OrdinalIgnoreCase);
}
