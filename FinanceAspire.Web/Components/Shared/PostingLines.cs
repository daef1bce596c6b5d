using System.Globalization;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;
using FinanceAspire.Web.Http;

namespace FinanceAspire.Web.Components.Shared;

/// <summary>One leg as the page has it: texts, so that what was typed comes back beside its message.</summary>
public sealed class PostingLine
{
    public OptionalId AccountId { get; set; }
    public string? Amount { get; set; }
    public string? Value { get; set; }
    public string? Memo { get; set; }
    public bool Cleared { get; set; }

    public bool IsEmpty => AccountId.Value is null && string.IsNullOrWhiteSpace(Amount) && string.IsNullOrWhiteSpace(Value) && string.IsNullOrWhiteSpace(Memo);
}

/// <summary>The legs of a form, and what they mean. One may be left without an amount: it takes what is missing to zero.</summary>
internal static class PostingLines
{
    public static List<PostingLine> Of(TransactionView t, CultureInfo culture) =>
    [
        .. t.Postings.Select(p => new PostingLine
        {
            AccountId = p.AccountId,
            Amount = AmountText.ForInput(p.Quantity, culture, Currencies.DecimalsOf(p.Currency) ?? 0),
            Value = p.Currency == t.Currency ? null : AmountText.ForInput(p.Value, culture, Currencies.DecimalsOf(t.Currency) ?? 0),
            Memo = p.Memo,
            Cleared = p.Cleared != ClearedStatus.Uncleared,
        }),
    ];

    /// <summary>The legs, or what is wrong with them.</summary>
    public static Outcome<List<PostingDraft>> Read(IReadOnlyList<PostingLine> lines, string currency, IReadOnlyList<AccountLine> accounts, CultureInfo culture)
    {
        var postings = new List<PostingDraft>();
        int? open = null;
        foreach (var line in lines.Where(l => !l.IsEmpty))
        {
            if (line.AccountId.Value is not { } account)
            {
                return new Refusal("malformed", "A line with an amount or a memo has no account.");
            }

            var decimals = accounts.SingleOrDefault(a => a.Id == account)?.Decimals ?? 2;
            decimal? value = null;
            if (!string.IsNullOrWhiteSpace(line.Value))
            {
                if (!AmountExpression.TryEvaluate(line.Value, culture, Currencies.DecimalsOf(currency) ?? decimals, out var worth))
                {
                    return new Refusal("malformed", $"'{line.Value}' is no amount.");
                }

                value = worth;
            }

            if (string.IsNullOrWhiteSpace(line.Amount))
            {
                if (open is not null)
                {
                    return new Refusal("malformed", "Only one amount can be left open.");
                }

                open = postings.Count;
                postings.Add(new(account, 0, value, line.Memo ?? "", line.Cleared));
            }
            else if (AmountExpression.TryEvaluate(line.Amount, culture, decimals, out var amount))
            {
                postings.Add(new(account, amount, value, line.Memo ?? "", line.Cleared));
            }
            else
            {
                return new Refusal("malformed", $"'{line.Amount}' is no amount.");
            }
        }

        if (open is { } index)
        {
            postings[index] = postings[index] with { Quantity = -postings.Sum(p => p.Value ?? p.Quantity) };
        }

        return postings;
    }

    /// <summary>Tags as they are typed, separated by commas.</summary>
    public static string[] Tags(string? typed) => (typed ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
