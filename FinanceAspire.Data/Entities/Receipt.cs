namespace FinanceAspire.Data.Entities;

/// <summary>A picture or document that proves a transaction, as the book shows it; its content is a <see cref="ReceiptFile"/>.</summary>
public sealed class Receipt
{
    public Guid BookId { get; set; }
    public Guid Id { get; set; }
    public byte[] Sha256 { get; set; } = [];
    public ReceiptFile? File { get; set; }
    public string FileName { get; set; } = "";

    /// <summary>As read from the file or typed: what a transaction is looked for by.</summary>
    public DateOnly? Date { get; set; }
    public decimal? Amount { get; set; }
    public int Version { get; set; } = 1;
    public DateTimeOffset CreatedAt { get; set; }
    public Guid CreatedOperationId { get; set; }
    public List<Attachment> Attachments { get; set; } = [];
}

/// <summary>What lies in the receipts' directory under its SHA-256: a fact, never edited.</summary>
public sealed class ReceiptFile
{
    public Guid BookId { get; set; }
    public byte[] Sha256 { get; set; } = [];

    /// <summary>Of the bytes that were sent: an image is stored without what its camera wrote beside it.</summary>
    public byte[] SourceSha256 { get; set; } = [];
    public long Size { get; set; }

    /// <summary>Zero: it has none.</summary>
    public int ThumbnailSize { get; set; }
    public string ContentType { get; set; } = "";
    public int? Width { get; set; }
    public int? Height { get; set; }
    public int? Pages { get; set; }
    public string Text { get; set; } = "";

    /// <summary>The text as a search is compared with it (<see cref="Ledger.Receipts.ReceiptText.Words"/>).</summary>
    public string Words { get; set; } = "";

    /// <summary>Since when no receipt needs it; kept a while, so that the deletion can be taken back.</summary>
    public DateTimeOffset? UnusedSince { get; set; }
}

/// <summary>A receipt at a transaction; one may prove several, and several one.</summary>
public sealed class Attachment
{
    public Guid BookId { get; set; }
    public Guid Id { get; set; }
    public Guid ReceiptId { get; set; }
    public Guid TransactionId { get; set; }
    public Guid CreatedOperationId { get; set; }
}
