using System.Globalization;
using System.Text.RegularExpressions;
using FinanceAspire.Ledger.Journals;
using FinanceAspire.Ledger.Transactions;
using static FinanceAspire.Formats.Writing.JournalWriter;

namespace FinanceAspire.Formats.Writing;

/// <summary>
/// Writes a book as a beancount 2 or 3 file (beancount.github.io/docs/beancount_language_syntax.html). Signs are ours: debit
/// positive. Balances that a bank stated become <c>balance</c> directives of the next morning where they hold; beancount
/// counts accounts below with them, so those of accounts that have some stay notes.
/// </summary>
public static partial class BeancountWriter
{
    private const string Beginning = "1900-01-01";

    /// <summary>Writes the whole book.</summary>
    /// <param name="output">Where to; UTF-8 by the caller's choice of writer.</param>
    /// <param name="head">Everything but the transactions.</param>
    /// <param name="transactions">In the order of their dates.</param>
    /// <param name="cancellationToken">Stops in the middle.</param>
    public static async Task WriteAsync(TextWriter output, JournalHead head, IAsyncEnumerable<JournalTransaction> transactions, CancellationToken cancellationToken)
    {
        var names = JournalNames.Of(head, JournalNames.BeancountPart);
        var symbols = Symbols(head);
        var decimals = head.Commodities.ToDictionary(c => c.Code, c => c.Decimals);
        var parents = head.Accounts.Select(a => a.ParentId).OfType<Guid>().ToHashSet();
        await output.WriteLineAsync($"option \"title\" {Quoted(head.Name)}");
        await output.WriteLineAsync($"option \"operating_currency\" \"{symbols[head.Currency]}\"");
        // A total cost becomes a price per unit and back: beyond beancount's 28 digits that leaves a trace.
        await output.WriteLineAsync("option \"inferred_tolerance_default\" \"*:0.0000001\"");
        await output.WriteLineAsync();
        foreach (var commodity in head.Commodities)
        {
            await output.WriteLineAsync($"{Beginning} commodity {symbols[commodity.Code]}");
            await NotesAsync(output, "  ", new ExactNotes().Add("commodity", commodity.Code).AddWhereChanged("name", commodity.Name, "").Add("decimals", commodity.Decimals));
        }

        await output.WriteLineAsync();
        foreach (var account in head.Accounts)
        {
            var notes = new ExactNotes().Add("account", account.Id).Add("parent", account.ParentId)
                .AddWhereChanged("name", account.Name, names[account.Id].Split(':')[^1]).Add("in", account.Commodity);
            if (account.Closed)
            {
                notes.Add("closed", 1);
            }

            await output.WriteLineAsync($"{Beginning} open {names[account.Id]}{(account.Commodity is null ? "" : " " + symbols[account.Commodity])}");
            await NotesAsync(output, "  ", notes);
        }

        await output.WriteLineAsync();
        foreach (var price in head.Prices.OrderBy(p => p.Date).ThenBy(p => p.Commodity, StringComparer.Ordinal))
        {
            await output.WriteLineAsync($"{Date(price.Date)} price {symbols[price.Commodity]} {Number(price.Price)} {symbols[price.Currency]}");
        }

        var claims = new Claims(head);
        await foreach (var transaction in transactions.WithCancellation(cancellationToken))
        {
            foreach (var (claim, total) in claims.Before(transaction.Date))
            {
                await WriteAsync(output, claim, total, names, symbols, head, parents);
            }

            claims.Count(transaction);
            await output.WriteLineAsync();
            await WriteAsync(output, transaction, names, symbols, decimals);
        }

        foreach (var (claim, total) in claims.Before(DateOnly.MaxValue))
        {
            await WriteAsync(output, claim, total, names, symbols, head, parents);
        }
    }

    private static async Task WriteAsync(
        TextWriter output, JournalTransaction t, Dictionary<Guid, string> names, Dictionary<string, string> symbols, Dictionary<string, short> decimals)
    {
        var tags = t.Tags.Where(tag => Tag().IsMatch(tag)).ToList();
        var notes = new ExactNotes().Add("id", t.Id);
        if (t.Postings.Any(p => p.Commodity != t.Currency))
        {
            notes.Add("currency", t.Currency);
        }

        if (tags.Count < t.Tags.Count)
        {
            notes.Add("tag", t.Tags);
        }

        await output.WriteLineAsync($"{Date(t.Date)} * {Quoted(t.Payee)} {Quoted(t.Description)}{string.Concat(tags.Select(tag => " #" + tag))}");
        await NotesAsync(output, "  ", notes);
        foreach (var posting in t.Postings)
        {
            var mark = posting.Cleared switch { ClearedStatus.Cleared => "! ", ClearedStatus.Reconciled => "* ", _ => "" };
            var cost = posting.Commodity == t.Currency || posting.Quantity == 0
                ? ""
                : $" @@ {Number(Math.Abs(posting.Value), decimals.GetValueOrDefault(t.Currency))} {symbols[t.Currency]}";
            await output.WriteLineAsync($"  {mark}{names[posting.AccountId]}  {Number(posting.Quantity, decimals.GetValueOrDefault(posting.Commodity))} {symbols[posting.Commodity]}{cost}");
            if (posting.Memo.Length > 0)
            {
                await NotesAsync(output, "    ", new ExactNotes().Add("memo", posting.Memo));
            }
        }
    }

    private static async Task WriteAsync(
        TextWriter output, JournalAssertion claim, decimal total, Dictionary<Guid, string> names, Dictionary<string, string> symbols, JournalHead head, HashSet<Guid> parents)
    {
        var account = head.Accounts.Single(a => a.Id == claim.AccountId);
        var notes = new ExactNotes().Add("assertion", claim.AccountId).Add("on", Date(claim.Date)).Add("quantity", claim.Quantity).Add("outstanding", claim.Outstanding);
        var holds = total == claim.Quantity + claim.Outstanding && !parents.Contains(account.Id);
        await output.WriteLineAsync();
        await output.WriteLineAsync(holds
            ? $"{Date(claim.Date.AddDays(1))} balance {names[account.Id]}  {Number(total)} {symbols[account.Commodity!]}"
            : $"{Date(claim.Date)} note {names[account.Id]} \"The bank states {Number(claim.Quantity)} {symbols[account.Commodity!]}.\"");
        await NotesAsync(output, "  ", notes);
    }

    private static Task NotesAsync(TextWriter output, string indent, ExactNotes notes) =>
        output.WriteLineAsync($"{indent}{ExactNotes.Key}: {Quoted(notes.ToString())}");

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>Codes as beancount takes them: capitals, digits and ' . _ - inside, a letter first, a letter or digit last.</summary>
    private static Dictionary<string, string> Symbols(JournalHead head)
    {
        var symbols = new Dictionary<string, string>();
        foreach (var code in head.Commodities.Select(c => c.Code))
        {
            var wanted = code.Replace(':', '-').TrimEnd('-', '.', '_');
            wanted = wanted.Length < 2 ? wanted + "X" : wanted;
            var symbol = wanted;
            for (var i = 2; symbols.ContainsValue(symbol); i++)
            {
                symbol = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{i}");
            }

            symbols.Add(code, symbol);
        }

        return symbols;
    }

    [GeneratedRegex("^[A-Za-z0-9_/.-]+$")]
    private static partial Regex Tag();
}
