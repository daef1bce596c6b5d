namespace FinanceAspire.Data.Entities;

/// <summary>One uploaded statement and the plan made of it. Committed exactly when its commit operation is in effect.</summary>
public sealed class Import
{
    public Guid BookId { get; set; }
    public Guid Id { get; set; }

    /// <summary>The account; null where the file is a whole book.</summary>
    public Guid? AccountId { get; set; }
    public string FileName { get; set; } = "";
    public byte[] FileHash { get; set; } = [];
    public string Format { get; set; } = "";
    public string Currency { get; set; } = "";

    /// <summary>Which kind of file and how it was read, as kind#reading: ids are compared within one kind, texts within one reading (ImportPlanner.Kind).</summary>
    public string Source { get; set; } = "";
    public DateOnly? StatementFrom { get; set; }
    public DateOnly? StatementTo { get; set; }
    public decimal? OpeningBalance { get; set; }
    public decimal? ClosingBalance { get; set; }
    public DateOnly? ClosingDate { get; set; }

    /// <summary>The reader's problems as JSON.</summary>
    public string Problems { get; set; } = "[]";

    /// <summary>How a CSV file was read, as JSON; null for other formats.</summary>
    public string? Csv { get; set; }

    /// <summary>A CSV file itself, until its import is committed: its reading can be corrected on the page.</summary>
    public byte[]? Content { get; set; }

    /// <summary>Of a whole book: its accounts and transactions as they will be booked, compressed JSON.</summary>
    public byte[]? Journal { get; set; }

    /// <summary>The opening entry that an empty account gets, so that its register ends on the bank's closing balance; null: none.</summary>
    public Guid? OpeningTransactionId { get; set; }
    public decimal? OpeningAmount { get; set; }
    public DateOnly? OpeningDate { get; set; }

    /// <summary>The book's version at the time of planning: commit compares.</summary>
    public long PlannedVersion { get; set; }
    public Guid? CommitOperationId { get; set; }
    public ChangeOperation? CommitOperation { get; set; }
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public List<ImportRow> Rows { get; set; } = [];
}

/// <summary>One line of the statement with what will be done about it, and why.</summary>
public sealed class ImportRow
{
    public Guid BookId { get; set; }
    public Guid ImportId { get; set; }
    public int Row { get; set; }
    public int Line { get; set; }
    public Guid? AccountId { get; set; }
    public DateOnly Date { get; set; }
    public decimal Amount { get; set; }
    public string Payee { get; set; } = "";
    public string Description { get; set; } = "";
    public string? BankId { get; set; }
    public string? Reference { get; set; }
    public string Fingerprint { get; set; } = "";
    public int Occurrence { get; set; }
    public string Decision { get; set; } = "";
    public string ReasonCode { get; set; } = "";
    public string ReasonText { get; set; } = "";
    public Guid? MatchedTransactionId { get; set; }
    public Guid? OtherAccountId { get; set; }

    /// <summary>The id that the transaction will have, set at planning: a commit tried twice books once.</summary>
    public Guid TransactionId { get; set; }

    /// <summary>The payee as it will be booked; the bank's text stays in <see cref="Payee"/>.</summary>
    public string BookedPayee { get; set; } = "";

    /// <summary>The description as it will be booked; null: the bank's.</summary>
    public string? BookedDescription { get; set; }

    /// <summary>Parts with their own other side, as JSON of <see cref="Ledger.Rules.PlannedPart"/>; null: one other side.</summary>
    public string? Splits { get; set; }
    public string[] Tags { get; set; } = [];

    /// <summary>The quantity of the open side that a transfer takes.</summary>
    public decimal? MatchedQuantity { get; set; }
}

public sealed class ImportProfile
{
    public Guid BookId { get; set; }
    public Guid Id { get; set; } = Guid.CreateVersion7();
    public Guid AccountId { get; set; }
    public string Name { get; set; } = "";
    public string Shape { get; set; } = "";
    public string Profile { get; set; } = "{}";
    public DateTimeOffset UpdatedAt { get; set; }
}
