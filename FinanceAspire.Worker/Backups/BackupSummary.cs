namespace FinanceAspire.Worker.Backups;

/// <summary>What a backup holds, written into it: enough to tell a whole file from a damaged one, and restored books from others.</summary>
internal sealed record BackupSummary(
    int Format,
    DateTimeOffset CreatedAt,
    IReadOnlyList<string> Migrations,
    IReadOnlyList<BackedUpTable> Tables,
    IReadOnlyList<BackedUpSequence> Sequences,
    IReadOnlyList<BackedUpFile> Receipts,
    IReadOnlyList<BackedUpAccount> Accounts)
{
    /// <summary>Raised where a reader of an older program could not read it.</summary>
    public const int CurrentFormat = 1;
}

internal sealed record BackedUpTable(string Name, IReadOnlyList<string> Columns, long Rows, string Sha256);

internal sealed record BackedUpSequence(string Name, long Value, bool IsCalled);

internal sealed record BackedUpFile(string Path, long Length, string Sha256);

/// <param name="Balance">The sum of the account's postings, as PostgreSQL writes the number.</param>
internal sealed record BackedUpAccount(Guid BookId, Guid Id, string Name, string Commodity, string Balance, long Postings);
