using System.Globalization;
using System.Text.RegularExpressions;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Journals;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Formats.Writing;

/// <summary>
/// Writes a book as a journal that both hledger and Ledger read (hledger.org/hledger.html, "Journal"; ledger-cli.org). Signs
/// are ours: debit positive. Foreign and security postings carry their total cost (<c>@@</c>). A posting is marked <c>!</c>
/// where it is cleared and <c>*</c> where it is reconciled. Balances that a bank stated become assertions where they hold;
/// where they do not, comments: an export that hledger refuses would be of no use.
/// </summary>
public static partial class JournalWriter
{
    /// <summary>Writes the whole book.</summary>
    /// <param name="output">Where to; UTF-8 by the caller's choice of writer.</param>
    /// <param name="head">Everything but the transactions.</param>
    /// <param name="transactions">In the order of their dates.</param>
    /// <param name="cancellationToken">Stops in the middle.</param>
    public static async Task WriteAsync(TextWriter output, JournalHead head, IAsyncEnumerable<JournalTransaction> transactions, CancellationToken cancellationToken)
    {
        var names = JournalNames.Of(head, JournalNames.HledgerPart);
        var decimals = head.Commodities.ToDictionary(c => c.Code, c => c.Decimals);
        await output.WriteLineAsync($"; {ExactNotes.Key}: {new ExactNotes().Add("book", head.Name).Add("currency", head.Currency)}");
        await output.WriteLineAsync($"tag {ExactNotes.Key}");
        await output.WriteLineAsync();
        foreach (var commodity in head.Commodities)
        {
            await output.WriteLineAsync($"commodity {Symbol(commodity.Code)}");
            // Without decimals there is no format that both read: hledger wants "1000.", Ledger refuses it.
            if (commodity.Decimals > 0)
            {
                await output.WriteLineAsync($"    format {1000m.ToString($"F{commodity.Decimals}", CultureInfo.InvariantCulture)} {Symbol(commodity.Code)}");
            }

            await output.WriteLineAsync($"; {ExactNotes.Key}: {new ExactNotes().Add("commodity", commodity.Code).AddWhereChanged("name", commodity.Name, "").Add("decimals", commodity.Decimals)}");
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

            await output.WriteLineAsync($"account {names[account.Id]}");
            await output.WriteLineAsync($"; {ExactNotes.Key}: {notes}");
        }

        await output.WriteLineAsync();
        foreach (var price in head.Prices.OrderBy(p => p.Date).ThenBy(p => p.Commodity, StringComparer.Ordinal))
        {
            await output.WriteLineAsync($"P {Date(price.Date)} {Symbol(price.Commodity)} {Number(price.Price)} {Symbol(price.Currency)}");
        }

        var claims = new Claims(head);
        await foreach (var transaction in transactions.WithCancellation(cancellationToken))
        {
            foreach (var (claim, total) in claims.Before(transaction.Date))
            {
                await WriteAsync(output, claim, total, names, head);
            }

            claims.Count(transaction);
            await output.WriteLineAsync();
            await WriteAsync(output, transaction, names, decimals);
        }

        foreach (var (claim, total) in claims.Before(DateOnly.MaxValue))
        {
            await WriteAsync(output, claim, total, names, head);
        }
    }

    private static async Task WriteAsync(TextWriter output, JournalTransaction t, Dictionary<Guid, string> names, Dictionary<string, short> decimals)
    {
        var (payee, description) = (Plain(t.Payee), Plain(t.Description));
        var text = description.Length > 0 ? $"{payee} | {description}".TrimStart() : payee;
        var notes = new ExactNotes().Add("id", t.Id).AddWhereChanged("payee", t.Payee, payee).AddWhereChanged("description", t.Description, description);
        if (t.Postings.Any(p => p.Commodity != t.Currency))
        {
            notes.Add("currency", t.Currency);
        }

        await output.WriteLineAsync($"{Date(t.Date)} {text}".TrimEnd());
        await output.WriteLineAsync($"    ; {ExactNotes.Key}: {notes.Add("tag", t.Tags)}");
        foreach (var posting in t.Postings)
        {
            var mark = posting.Cleared switch { ClearedStatus.Cleared => "! ", ClearedStatus.Reconciled => "* ", _ => "" };
            var amount = $"{Number(posting.Quantity, decimals.GetValueOrDefault(posting.Commodity))} {Symbol(posting.Commodity)}";
            var cost = posting.Commodity == t.Currency || posting.Quantity == 0
                ? ""
                : $" @@ {Number(Math.Abs(posting.Value), decimals.GetValueOrDefault(t.Currency))} {Symbol(t.Currency)}";
            await output.WriteLineAsync($"    {mark}{names[posting.AccountId]}  {amount}{cost}");
            if (posting.Memo.Length > 0)
            {
                await output.WriteLineAsync($"    ; {ExactNotes.Key}: {new ExactNotes().Add("memo", posting.Memo)}");
            }
        }
    }

    private static async Task WriteAsync(TextWriter output, JournalAssertion claim, decimal total, Dictionary<Guid, string> names, JournalHead head)
    {
        var account = head.Accounts.Single(a => a.Id == claim.AccountId);
        var notes = new ExactNotes().Add("assertion", claim.AccountId).Add("on", Date(claim.Date)).Add("quantity", claim.Quantity).Add("outstanding", claim.Outstanding);
        await output.WriteLineAsync();
        if (total != claim.Quantity + claim.Outstanding)
        {
            await output.WriteLineAsync($"; The bank's balance on {Date(claim.Date)} is not the book's, {Number(total)}.");
            await output.WriteLineAsync($"; {ExactNotes.Key}: {notes}");
            return;
        }

        await output.WriteLineAsync($"{Date(claim.Date)} * Balance assertion");
        await output.WriteLineAsync($"    ; {ExactNotes.Key}: {notes}");
        await output.WriteLineAsync($"    {names[account.Id]}  0 {Symbol(account.Commodity!)} = {Number(total)} {Symbol(account.Commodity!)}");
    }

    /// <summary>Text of a transaction's first line: a semicolon would start a comment, a bar divides payee and note, marks lead.</summary>
    private static string Plain(string text) =>
        text.Replace(';', ',').Replace('|', '/').TrimStart('*', '!', '(', '=', '~', ' ');

    internal static string Symbol(string code) => Letters().IsMatch(code) ? code : $"\"{code}\"";

    internal static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A number without trailing zeros beyond the commodity's decimals.</summary>
    internal static string Number(decimal number, int decimals = 0)
    {
        var plain = number.Trimmed();
        return plain.ToString($"F{Math.Max(decimals, plain.Scale)}", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("^[A-Z]+$")]
    private static partial Regex Letters();
}
