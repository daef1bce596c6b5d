using System.Globalization;
using System.Text.Json;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Rules;
using FinanceAspire.Ledger.Statements;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Bookkeeping;

/// <summary>Decides about the lines of a statement: what happens to each, and for new ones payee, other side and tags.</summary>
public static class ImportPlanning
{
    /// <summary>Names of payees that are searched for similar ones at most.</summary>
    private const int MostNames = 20_000;

    public static async Task<StatementPlan> DecideAsync(
        LedgerDbContext db, Import import, AccountLine account, IReadOnlyList<StatementLine> lines, CancellationToken cancellationToken)
    {
        var others = await OtherSides.LoadAsync(db, import.BookId, account, cancellationToken);
        if (lines.Count == 0)
        {
            return new(import.CreatedAt, [], [], others);
        }

        var (seen, own) = await db.SeenLinesAsync(import.BookId, account, import.Source, lines, cancellationToken);
        var plan = ImportPlanner.Plan(lines, seen);
        // The book is asked for what earlier imports leave open, which of the same file again is nothing.
        var open = plan.Where(p => p.Decision == ImportDecision.New).Select(p => p.Line).ToList();
        if (open.Count > 0 && await db.BookedEntriesAsync(import.BookId, account, own, open, cancellationToken) is var (entries, sides) && entries.Count + sides.Count > 0)
        {
            plan = ImportPlanner.Plan(lines, seen with { Entries = entries, OpenSides = sides });
        }

        var booked = plan.Select(p => p.Decision == ImportDecision.New ? others.Payee(p.Line, others.Ask(p.Line)) : others.Payee(p.Line, null)).ToList();
        await others.SuggestAsync(db, plan.Zip(booked).Where(p => p.First.Decision == ImportDecision.New).Select(p => p.Second).Where(p => p.Length > 0).Distinct().ToArray(), MostNames, cancellationToken);
        foreach (var slow in others.SlowRules)
        {
            import.Problems = JsonSerializer.Serialize(JsonSerializer.Deserialize<List<StatementProblem>>(import.Problems)!.Append(
                new StatementProblem(0, "rule_is_slow", $"The regular expression of the rule '{slow}' took too long on some lines and said nothing there.", IsWarning: true)));
        }

        await PlanOpeningAsync(db, import, plan, cancellationToken);
        return new(import.CreatedAt, plan, booked, others);
    }

    /// <summary>
    /// An account without a single entry is opened with what the bank says stood there before, or with what its closing
    /// balance implies: so that its register ends where the bank's does.
    /// </summary>
    private static async Task PlanOpeningAsync(LedgerDbContext db, Import import, IReadOnlyList<PlannedLine> plan, CancellationToken cancellationToken)
    {
        var booked = plan.Where(p => p.Decision == ImportDecision.New).Select(p => p.Line);
        if (!booked.Any() || await db.Postings.AnyAsync(p => p.BookId == import.BookId && p.AccountId == import.AccountId, cancellationToken))
        {
            return;
        }

        var first = booked.Min(l => l.Date);
        var until = import.ClosingDate ?? booked.Max(l => l.Date);
        var opening = import.ClosingBalance is { } closing ? closing - booked.Where(l => l.Date <= until).Sum(l => l.Amount) : import.OpeningBalance;
        if (opening is { } amount && amount != 0)
        {
            import.OpeningTransactionId = Guid.CreateVersion7(import.CreatedAt.AddMilliseconds(-1));
            import.OpeningAmount = amount;
            import.OpeningDate = first.AddDays(-1);
        }
    }

    public static string Code(ImportDecision decision) => decision switch
    {
        ImportDecision.New => "new",
        ImportDecision.Duplicate => "duplicate",
        ImportDecision.Transfer => "transfer",
        _ => "error",
    };
}

/// <summary>What was decided about the lines of a statement.</summary>
public sealed class StatementPlan
{
    private readonly IReadOnlyList<PlannedLine> _plan;
    private readonly IReadOnlyList<string> _booked;
    private readonly OtherSides _sides;
    private readonly Guid[] _ids;

    internal StatementPlan(DateTimeOffset start, IReadOnlyList<PlannedLine> plan, IReadOnlyList<string> booked, OtherSides sides)
    {
        (_plan, _booked, _sides) = (plan, booked, sides);
        // Ids in the order of the days: within a day the register shows lines as the bank listed them, oldest first.
        var newestFirst = plan.Count > 0 && plan[0].Line.Date > plan[^1].Line.Date;
        _ids = new Guid[plan.Count];
        for (var i = 0; i < plan.Count; i++)
        {
            _ids[i] = Guid.CreateVersion7(start.AddMilliseconds(newestFirst ? plan.Count - i : i));
        }
    }

    /// <summary>The plan's rows. Each is made when it is asked for and the same each time: a million of them are never held at once.</summary>
    public IEnumerable<ImportRow> Rows => _plan.Select(Row);

    private ImportRow Row(PlannedLine planned, int index)
    {
        var line = planned.Line;
        var row = new ImportRow
        {
            Row = index + 1,
            Line = line.Row,
            Date = line.Date,
            Amount = line.Amount,
            Payee = line.Payee,
            Description = line.Description,
            BankId = line.BankId,
            Reference = line.Reference,
            Fingerprint = planned.Fingerprint.ToString("x32", CultureInfo.InvariantCulture),
            Occurrence = planned.Occurrence,
            Decision = ImportPlanning.Code(planned.Decision),
            ReasonCode = planned.ReasonCode,
            ReasonText = planned.ReasonText,
            MatchedTransactionId = planned.TransactionId,
            MatchedQuantity = planned.Quantity,
            TransactionId = _ids[index],
            BookedPayee = _booked[index],
            Tags = [.. line.Tags.Select(t => PlainText.Clean(t, 60)).Where(t => t.Length > 0).Distinct()],
        };
        if (planned.Decision == ImportDecision.New)
        {
            _sides.Fill(row, line);
        }

        return row;
    }
}

/// <summary>
/// Where the other side of a new line goes, and why: a rule, else what the file itself says, else the payee's last entry, else
/// that of the most similar payee, else the open category.
/// </summary>
internal sealed class OtherSides
{
    private readonly AccountLine _account;
    private readonly Dictionary<Guid, AccountLine> _accounts;
    private readonly ILookup<string, AccountLine> _byName;
    private readonly Dictionary<string, string> _aliases;
    private readonly RuleSet _rules;
    private readonly Dictionary<StatementLine, RuleOutcome> _answers = new(ReferenceEqualityComparer.Instance);
    private readonly Guid _bookId;
    private Dictionary<string, Suggestion> _suggestions = [];
    private readonly Dictionary<string, (string Name, decimal Similarity)> _similar = [];

    private OtherSides(Guid bookId, AccountLine account, List<AccountLine> accounts, Dictionary<string, string> aliases, RuleSet rules)
    {
        (_bookId, _account, _aliases, _rules) = (bookId, account, aliases, rules);
        var usable = accounts.Where(a => a.Id != account.Id && !a.Closed && a.Currency == account.Currency).ToList();
        _accounts = usable.ToDictionary(a => a.Id);
        // By its path first; by its own name where that is unique among what it may be.
        _byName = usable.SelectMany(a => new[] { a.Path, a.Name }.Distinct().Select(n => (Key: Key(n), a))).ToLookup(x => x.Key, x => x.a);
    }

    public IEnumerable<string> SlowRules => _rules.Slow;

    public static async Task<OtherSides> LoadAsync(LedgerDbContext db, Guid bookId, AccountLine account, CancellationToken cancellationToken)
    {
        var rules = await db.Rules.AsNoTracking().Where(r => r.BookId == bookId && r.Enabled).OrderBy(r => r.Ordinal).ThenBy(r => r.Id).ToListAsync(cancellationToken);
        return new(bookId, account, await db.AccountsAsync(bookId, cancellationToken: cancellationToken), await db.PayeeAliasesAsync(bookId, cancellationToken), new RuleSet(rules.Select(r => r.ToRule())));
    }

    public RuleOutcome? Ask(StatementLine line)
    {
        var outcome = _rules.Ask(new RuleFacts(_account.Id, line.Date, line.Amount, line.Payee, line.Description), _account.Decimals);
        if (outcome is not null)
        {
            _answers[line] = outcome;
        }

        return outcome;
    }

    /// <summary>The payee as it will be booked: as a rule says, else the one that the bank's name stands for.</summary>
    public string Payee(StatementLine line, RuleOutcome? outcome)
    {
        var raw = PlainText.Clean(outcome?.Payee ?? (line.Payee.Length > 0 ? line.Payee : line.Description));
        return _aliases.GetValueOrDefault(raw, raw);
    }

    public async Task SuggestAsync(LedgerDbContext db, string[] payees, int mostNames, CancellationToken cancellationToken)
    {
        var exact = await db.SuggestionsAsync(_bookId, _account.Id, _account.Currency, payees, cancellationToken);
        _suggestions = exact.ToDictionary(s => s.Payee);
        var open = payees.Where(p => !_suggestions.ContainsKey(p)).ToList();
        if (open.Count == 0)
        {
            return;
        }

        var names = new SimilarNames(await db.Payees.AsNoTracking().Where(p => p.BookId == _bookId).Select(p => p.Name).Order().Take(mostNames).ToListAsync(cancellationToken));
        foreach (var payee in open)
        {
            if (names.Find(payee) is { } found)
            {
                _similar[payee] = (_aliases.GetValueOrDefault(found.Name, found.Name), found.Similarity);
            }
        }

        var more = _similar.Values.Select(s => s.Name).Where(n => !_suggestions.ContainsKey(n)).Distinct().ToArray();
        foreach (var suggestion in await db.SuggestionsAsync(_bookId, _account.Id, _account.Currency, more, cancellationToken))
        {
            _suggestions[suggestion.Payee] = suggestion;
        }
    }

    public void Fill(ImportRow row, StatementLine line)
    {
        var outcome = _answers.GetValueOrDefault(line);
        if (outcome is not null)
        {
            row.BookedDescription = outcome.Description is { } description ? PlainText.Clean(description, 4000) : null;
            row.Tags = [.. row.Tags.Union(outcome.Tags.Select(t => PlainText.Clean(t, 60)))];
            (row.ReasonCode, row.ReasonText) = ("rule", $"Rule: {string.Join(", ", outcome.Rules.Select(r => r.Name))}.");
            if (outcome.Parts.Count > 0 && outcome.Parts.All(p => p.AccountId is { } id && _accounts.ContainsKey(id)))
            {
                row.Splits = JsonSerializer.Serialize(outcome.Parts, JsonSerializerOptions.Web);
                return;
            }

            if (outcome.AccountId is { } ruled && _accounts.ContainsKey(ruled))
            {
                row.OtherAccountId = ruled;
                return;
            }
        }

        if (line.Splits.Count > 1 && line.Splits.Sum(s => s.Amount) == line.Amount)
        {
            var parts = line.Splits.Where(s => s.Amount != 0).Select(s => new PlannedPart(Named(s.Category, s.IsTransfer)?.Id, s.Amount, PlainText.Clean(s.Memo, 4000))).ToList();
            row.Splits = JsonSerializer.Serialize(parts, JsonSerializerOptions.Web);
            (row.ReasonCode, row.ReasonText) = ("category_in_file", $"The file splits it into {parts.Count} parts.");
            return;
        }

        if (Named(line.Category, line.IsTransfer) is { } named)
        {
            row.OtherAccountId = named.Id;
            (row.ReasonCode, row.ReasonText) = outcome is null ? ("category_in_file", $"The file says {named.Path}.") : (row.ReasonCode, row.ReasonText);
            return;
        }

        var isSimilar = !_suggestions.ContainsKey(row.BookedPayee) && _similar.ContainsKey(row.BookedPayee);
        var known = isSimilar ? _similar[row.BookedPayee].Name : row.BookedPayee;
        if (_suggestions.GetValueOrDefault(known) is { } suggestion)
        {
            row.OtherAccountId = suggestion.AccountId;
            if (outcome is null)
            {
                (row.ReasonCode, row.ReasonText) = isSimilar
                    ? ("suggested_from_similar", string.Create(CultureInfo.InvariantCulture, $"Like {known} ({_similar[row.BookedPayee].Similarity:0 %} alike); last time: {suggestion.Account}."))
                    : ("suggested_from_history", $"Last time: {suggestion.Account}.");
            }
        }
    }

    /// <summary>The account that a file means by a name: an own one for a transfer, else a category; null where it is none or several.</summary>
    private AccountLine? Named(string? name, bool isTransfer)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        var found = _byName[Key(name)].Where(a => isTransfer == a.Type.IsOwn()).DistinctBy(a => a.Id).ToList();
        var exact = found.Where(a => Key(a.Path) == Key(name)).ToList();
        return exact.Count == 1 ? exact[0] : found.Count == 1 ? found[0] : null;
    }

    private static string Key(string name) => string.Join(':', name.Split(':', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
}
