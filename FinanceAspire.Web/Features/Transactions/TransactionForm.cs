using System.Globalization;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Transactions;
using FinanceAspire.Web.Components.Shared;
using FinanceAspire.Web.Http;

namespace FinanceAspire.Web.Features.Transactions;

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
        Lines = PostingLines.Of(t, culture),
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

        var postings = PostingLines.Read(Lines, Currency, accounts, culture);
        if (postings.Refusal is { } refusal)
        {
            return refusal;
        }

        return new TransactionDraft(date, Currency, postings.Required)
        {
            Payee = Payee ?? "",
            Description = Description ?? "",
            Tags = PostingLines.Tags(Tags),
        };
    }
}
