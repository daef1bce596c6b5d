using System.Globalization;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;
using FinanceAspire.Web.Http;

namespace FinanceAspire.Web.Features.Transactions;

/// <summary>One leg as the page has it: texts, so that what was typed comes back beside its message.</summary>
internal sealed class PostingLine
{
    public OptionalId AccountId { get; set; }
    public string? Amount { get; set; }
    public string? Value { get; set; }
    public string? Memo { get; set; }
    public bool Cleared { get; set; }

    public bool IsEmpty => AccountId.Value is null && string.IsNullOrWhiteSpace(Amount) && string.IsNullOrWhiteSpace(Value) && string.IsNullOrWhiteSpace(Memo);
}

/// <summary>The transaction form. One leg may be left without an amount: it takes what is missing to zero.</summary>
internal sealed class TransactionForm
{
    public Guid Id { get; set; }
    public int Version { get; set; }
    public string Date { get; set; } = "";
    public string? Payee { get; set; }
    public string? Description { get; set; }
    public string? Tags { get; set; }
    public string Currency { get; set; } = "";
    public List<PostingLine> Lines { get; set; } = [];

    /// <summary>The receipt that a new transaction is made of.</summary>
    public OptionalId Receipt { get; set; }

    /// <summary>Whose register is shown when it is gone; the empty id where no line has one.</summary>
    public Guid FirstAccount => Lines.Select(l => l.AccountId.Value).FirstOrDefault(a => a is not null) ?? Guid.Empty;

    public static TransactionForm Of(TransactionView t, CultureInfo culture) => new()
    {
        Id = t.Id,
        Version = t.Version,
        Date = t.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Payee = t.Payee,
        Description = t.Description,
        Tags = string.Join(", ", t.Tags),
        Currency = t.Currency,
        Lines = [.. t.Postings.Select(p => new PostingLine
        {
            AccountId = p.AccountId,
            Amount = AmountText.ForInput(p.Quantity, culture, Currencies.DecimalsOf(p.Currency) ?? 0),
            Value = p.Currency == t.Currency ? null : AmountText.ForInput(p.Value, culture, Currencies.DecimalsOf(t.Currency) ?? 0),
            Memo = p.Memo,
            Cleared = p.Cleared != ClearedStatus.Uncleared,
        })],
    };

    /// <summary>What a receipt says, as far as it is known: paid from <paramref name="account"/>.</summary>
    public static TransactionForm Of(ReceiptLine receipt, string? payee, Guid? account, string currency, CultureInfo culture) => new()
    {
        Id = Guid.CreateVersion7(),
        Date = (receipt.Date ?? DateOnly.FromDateTime(receipt.CreatedAt.UtcDateTime)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Payee = payee,
        Currency = currency,
        Receipt = receipt.Id,
        Lines = [new() { AccountId = account, Amount = receipt.Amount is { } amount ? AmountText.ForInput(-amount, culture, Currencies.DecimalsOf(currency) ?? 0) : null }, new()],
    };

    /// <summary>The draft, or what is wrong with the form.</summary>
    public Outcome<TransactionDraft> ToDraft(IReadOnlyList<AccountLine> accounts, CultureInfo culture)
    {
        if (!DateOnly.TryParseExact(Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return new Refusal("malformed", "The date is missing.");
        }

        var postings = new List<PostingDraft>();
        int? open = null;
        foreach (var line in Lines.Where(l => !l.IsEmpty))
        {
            if (line.AccountId.Value is not { } account)
            {
                return new Refusal("malformed", "A line with an amount or a memo has no account.");
            }

            var decimals = accounts.SingleOrDefault(a => a.Id == account)?.Decimals ?? 2;
            decimal? value = null;
            if (!string.IsNullOrWhiteSpace(line.Value))
            {
                if (!AmountExpression.TryEvaluate(line.Value, culture, Currencies.DecimalsOf(Currency) ?? decimals, out var worth))
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

        return new TransactionDraft(date, Currency, postings)
        {
            Payee = Payee ?? "",
            Description = Description ?? "",
            Tags = [.. (Tags ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
        };
    }
}
