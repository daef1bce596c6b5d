using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Ledger.Journals;

/// <summary>
/// A whole book as plain values, without its transactions: these may be many and are passed beside it, one by one in the
/// order of their dates.
/// </summary>
/// <param name="Name">The book's name.</param>
/// <param name="Currency">The book's currency, ISO 4217.</param>
public sealed record JournalHead(string Name, string Currency)
{
    /// <summary>Everything that quantities are counted in.</summary>
    public IReadOnlyList<JournalCommodity> Commodities { get; init; } = [];

    /// <summary>All accounts, parents before their children.</summary>
    public IReadOnlyList<JournalAccount> Accounts { get; init; } = [];

    /// <summary>Prices and exchange rates.</summary>
    public IReadOnlyList<JournalPrice> Prices { get; init; } = [];

    /// <summary>What banks stated.</summary>
    public IReadOnlyList<JournalAssertion> Assertions { get; init; } = [];
}

/// <summary>A currency, security or coin.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name; empty where none is given.</param>
/// <param name="Decimals">How many decimals its quantities have at most.</param>
public sealed record JournalCommodity(string Code, string Name, short Decimals);

/// <summary>An account.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ParentId">The account above it; null at the top of its type.</param>
/// <param name="Name">Its own name, without those above it.</param>
/// <param name="Type">Where it stands.</param>
/// <param name="Commodity">What it is kept in; null in a foreign journal where an account holds several.</param>
/// <param name="Closed">True where it is not offered any more.</param>
public sealed record JournalAccount(Guid Id, Guid? ParentId, string Name, AccountType Type, string? Commodity, bool Closed = false);

/// <summary>A recorded transaction.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Date">Its day.</param>
/// <param name="Payee">The counterparty; empty where there is none.</param>
/// <param name="Description">Free text; empty where there is none.</param>
/// <param name="Currency">The currency of its values.</param>
/// <param name="Tags">Free words.</param>
/// <param name="Postings">Its legs; their values sum to zero.</param>
public sealed record JournalTransaction(
    Guid Id, DateOnly Date, string Payee, string Description, string Currency, IReadOnlyList<string> Tags, IReadOnlyList<JournalPosting> Postings);

/// <summary>One leg.</summary>
/// <param name="AccountId">Its account.</param>
/// <param name="Commodity">What the quantity is counted in.</param>
/// <param name="Quantity">Debit positive.</param>
/// <param name="Value">What it is worth in the transaction's currency.</param>
/// <param name="Memo">Free text; empty where there is none.</param>
/// <param name="Cleared">How far it agrees with the bank.</param>
public sealed record JournalPosting(Guid AccountId, string Commodity, decimal Quantity, decimal Value, string Memo = "", ClearedStatus Cleared = ClearedStatus.Uncleared);

/// <summary>What one unit of a commodity was worth on a day.</summary>
public sealed record JournalPrice(string Commodity, string Currency, DateOnly Date, decimal Price);

/// <summary>What a bank stated about an account at the end of a day.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Date">The day.</param>
/// <param name="Quantity">The bank's balance.</param>
/// <param name="Outstanding">What the book had by then and the bank did not yet.</param>
public sealed record JournalAssertion(Guid AccountId, DateOnly Date, decimal Quantity, decimal Outstanding = 0);
