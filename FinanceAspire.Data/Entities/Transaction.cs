using FinanceAspire.Ledger.Transactions;

namespace FinanceAspire.Data.Entities;

public sealed class Transaction
{
    public Guid BookId { get; set; }
    public Guid Id { get; set; }
    public DateOnly Date { get; set; }
    public Guid? PayeeId { get; set; }
    public Payee? Payee { get; set; }
    public string Description { get; set; } = "";
    public string Currency { get; set; } = "";
    public List<string> Tags { get; set; } = [];
    public int Version { get; set; } = 1;
    public DateTimeOffset CreatedAt { get; set; }
    public Guid CreatedOperationId { get; set; }
    public List<Posting> Postings { get; set; } = [];
}

public sealed class Payee
{
    public Guid BookId { get; set; }
    public Guid Id { get; set; }
    public string Name { get; set; } = "";

    /// <summary>The payee that this name stands for since it was merged or renamed; null: itself.</summary>
    public Guid? MergedInto { get; set; }
}

/// <summary>One leg of a transaction. Date, currency and commodity are copies that foreign keys keep equal.</summary>
public sealed class Posting
{
    public Guid BookId { get; set; }
    public Guid Id { get; set; }
    public Guid TransactionId { get; set; }
    public Transaction? Transaction { get; set; }
    public short Ordinal { get; set; }
    public Guid AccountId { get; set; }
    public Account? Account { get; set; }
    public DateOnly Date { get; set; }
    public string Currency { get; set; } = "";
    public string Commodity { get; set; } = "";
    public decimal Quantity { get; set; }
    public decimal Value { get; set; }
    public string Memo { get; set; } = "";
    public ClearedStatus Cleared { get; set; }
    public Guid? ReconciliationId { get; set; }
    public Guid CreatedOperationId { get; set; }
}
