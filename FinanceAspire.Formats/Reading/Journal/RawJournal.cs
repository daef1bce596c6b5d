using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Formats.Reading.Journal;

/// <summary>An amount as a file has it.</summary>
internal readonly record struct RawAmount(decimal Quantity, string Commodity);

/// <summary>One leg as a file has it: without an amount it takes what is missing.</summary>
/// <param name="Account">The full name.</param>
/// <param name="Amount">Null where it is left out.</param>
/// <param name="Cost">What the whole posting cost, sign as the amount's; null where nothing is said.</param>
/// <param name="IsTotal">True where the file states the cost as a whole and not per unit: then it is exact.</param>
/// <param name="Cleared">From the posting's mark, else the transaction's.</param>
internal sealed record RawPosting(string Account, RawAmount? Amount, RawAmount? Cost, bool IsTotal, ClearedStatus Cleared)
{
    public string Memo { get; set; } = "";

    /// <summary>The balance that the posting brings its account to (hledger manual, "Balance assignments"): its amount is the rest.</summary>
    public RawAmount? Assigned { get; init; }

    /// <summary>True where the balance is meant with the accounts below.</summary>
    public bool AssignsBelow { get; init; }
}

/// <summary>A transaction as a file has it.</summary>
internal sealed class RawTransaction(int line, DateOnly date)
{
    public int Line { get; } = line;
    public DateOnly Date { get; } = date;
    public Guid? Id { get; set; }
    public string Payee { get; set; } = "";
    public string Description { get; set; } = "";
    public string? Currency { get; set; }
    public List<string> Tags { get; set; } = [];
    public List<RawPosting> Postings { get; } = [];

    /// <summary>True for the bearer of a balance assertion that we wrote ourselves: it moves nothing.</summary>
    public bool IsClaim { get; set; }
}
