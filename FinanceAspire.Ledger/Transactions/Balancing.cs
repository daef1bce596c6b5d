using System.Globalization;
using FinanceAspire.Ledger.Amounts;
using FinanceAspire.Ledger.Refusals;

namespace FinanceAspire.Ledger.Transactions;

/// <summary>An account as far as booking to it needs to know.</summary>
public sealed record AccountFacts(Guid Id, string Name, string Commodity, short Decimals, bool Closed);

/// <summary>A leg that may be stored: its value is known and its account exists.</summary>
public sealed record BalancedPosting(Guid AccountId, string Commodity, decimal Quantity, decimal Value, string Memo, bool Cleared);

/// <summary>
/// Decides whether a draft may be booked. The database refuses the same things again; here they are refused with the
/// numbers that a person needs.
/// </summary>
public static class Balancing
{
    /// <summary>The largest amount that can be booked, either sign: 10^18, exclusive.</summary>
    public const decimal Limit = 1_000_000_000_000_000_000m;

    /// <summary>
    /// The postings to store, or the first reason not to, tried in this order: too few postings; unknown account; closed
    /// account; missing value; out of range; quantity differs from value; value of another sign; too many decimals; not balanced.
    /// </summary>
    /// <param name="draft">What is to be booked.</param>
    /// <param name="accounts">The book's accounts that the draft names; those missing are unknown.</param>
    /// <param name="currencyDecimals">Decimals of the draft's currency.</param>
    public static Outcome<IReadOnlyList<BalancedPosting>> Balance(
        TransactionDraft draft, IReadOnlyDictionary<Guid, AccountFacts> accounts, short currencyDecimals)
    {
        if (draft.Postings.Count < 2)
        {
            return new Refusal(RefusalCodes.TransactionHasTooFewPostings, $"A transaction needs two or more postings; this one has {draft.Postings.Count}.");
        }

        var balanced = new List<BalancedPosting>(draft.Postings.Count);
        foreach (var posting in draft.Postings)
        {
            if (!accounts.TryGetValue(posting.AccountId, out var account))
            {
                return new Refusal(RefusalCodes.PostingAccountNotFound, "There is no such account in this book.", posting.AccountId.ToString());
            }

            if (Refuse(posting, account, draft.Currency, currencyDecimals) is { } refusal)
            {
                return refusal;
            }

            balanced.Add(new(account.Id, account.Commodity, posting.Quantity, posting.Value ?? posting.Quantity, posting.Memo, posting.Cleared));
        }

        var difference = balanced.Sum(p => p.Value);
        return difference == 0
            ? balanced
            : new Refusal(
                RefusalCodes.TransactionNotBalanced,
                $"The postings sum to {Text(difference)} {draft.Currency}; they must sum to 0.",
                Text(difference));
    }

    private static Refusal? Refuse(PostingDraft posting, AccountFacts account, string currency, short currencyDecimals)
    {
        var sameCurrency = account.Commodity == currency;
        if (account.Closed)
        {
            return new(RefusalCodes.AccountIsClosed, $"The account {account.Name} is closed; reopen it first.", account.Id.ToString());
        }

        if (posting.Value is null && !sameCurrency)
        {
            return new(RefusalCodes.ValueIsMissing, $"{account.Name} is kept in {account.Commodity}: say what the amount is worth in {currency}.");
        }

        var value = posting.Value ?? posting.Quantity;
        if (Math.Abs(posting.Quantity) >= Limit || Math.Abs(value) >= Limit)
        {
            return new(RefusalCodes.AmountOutOfRange, $"{Text(posting.Quantity)} is too large an amount.");
        }

        if (sameCurrency && value != posting.Quantity)
        {
            return new(RefusalCodes.QuantityDiffersFromValue, $"{account.Name} is kept in {currency}: quantity {Text(posting.Quantity)} and value {Text(value)} must be equal.");
        }

        if (value != 0 && Math.Sign(value) != Math.Sign(posting.Quantity))
        {
            return new(RefusalCodes.ValueHasAnotherSign, $"{Text(posting.Quantity)} {account.Commodity} cannot be worth {Text(value)} {currency}: an amount and what it is worth have the same sign.");
        }

        if (posting.Quantity.DecimalPlaces() > account.Decimals)
        {
            return new(RefusalCodes.AmountHasTooManyDecimals, $"{Text(posting.Quantity)} has more decimals than {account.Commodity} allows ({account.Decimals}).");
        }

        return value.DecimalPlaces() > currencyDecimals
            ? new(RefusalCodes.AmountHasTooManyDecimals, $"{Text(value)} has more decimals than {currency} allows ({currencyDecimals}).")
            : null;
    }

    private static string Text(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);
}
