namespace FinanceAspire.Ledger.Transactions;

/// <summary>
/// What somebody wants to book: a dated event of two or more postings whose values sum to zero. Nothing is stored of its
/// kind: whether it is a transfer, a purchase or an exchange follows from its postings.
/// </summary>
/// <param name="Date">The day on which it happened; no time of day, no zone.</param>
/// <param name="Currency">The transaction's currency: that of every <see cref="PostingDraft.Value"/>.</param>
/// <param name="Postings">The legs, in the order in which they are shown.</param>
public sealed record TransactionDraft(DateOnly Date, string Currency, IReadOnlyList<PostingDraft> Postings)
{
    /// <summary>The counterparty; empty where there is none.</summary>
    public string Payee { get; init; } = "";

    /// <summary>Free text.</summary>
    public string Description { get; init; } = "";

    /// <summary>Free words to find it by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>One leg as somebody wants to book it. Debit is positive.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Quantity">In the account's commodity.</param>
/// <param name="Value">In the transaction's currency; null: the quantity, which only does where the two agree.</param>
/// <param name="Memo">Free text of this leg.</param>
/// <param name="Cleared">True where it was seen on the bank's side.</param>
public sealed record PostingDraft(Guid AccountId, decimal Quantity, decimal? Value = null, string Memo = "", bool Cleared = false);
