using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>One difference that a check found: the transaction or account it lies in, and by how much.</summary>
public sealed record LedgerDifference(string CheckName, Guid? SubjectId, decimal? Figure, string Detail);

/// <summary>What a check found: how many rows it looked at and what differs.</summary>
public sealed record CheckResult(string Name, long Examined, IReadOnlyList<LedgerDifference> Differences)
{
    public bool Ok => Differences.Count == 0;
}

/// <summary>A check of a whole book at one moment.</summary>
public sealed record CheckRun(DateTimeOffset VerifiedAt, long BookVersion, IReadOnlyList<CheckResult> Results);

public static class CheckQueries
{
    /// <summary>At most so many differences are kept of one check: a broken book has them by the thousand, and ten say where to look.</summary>
    private const int MostKept = 100;

    private sealed record Size(string CheckName, long Count);

    private sealed record Stored(DateTimeOffset VerifiedAt, long BookVersion, string Results);

    /// <summary>Recomputes everything that is kept beside the postings and names each difference; the outcome is remembered.</summary>
    public static async Task<CheckRun> VerifyAsync(this LedgerDbContext db, Guid bookId, CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        var sizes = await db.Database.SqlQuery<Size>($"select check_name, size as count from ledger_check_sizes()").ToListAsync(cancellationToken);
        var differences = await db.Database.SqlQuery<LedgerDifference>($"select check_name, subject_id, figure, detail from ledger_differences()").ToListAsync(cancellationToken);
        List<CheckResult> results = [.. sizes.Select(s => new CheckResult(s.CheckName, s.Count, [.. differences.Where(d => d.CheckName == s.CheckName).Take(MostKept)]))];
        var version = await db.Books.Where(b => b.Id == bookId).Select(b => b.Version).SingleAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"insert into check_runs (book_id, book_version, results) values ({bookId}, {version}, {JsonSerializer.Serialize(results)}::jsonb)", cancellationToken);
        return (await db.LastCheckAsync(bookId, cancellationToken))!;
    }

    /// <summary>What the last check found; null where there was none yet.</summary>
    public static async Task<CheckRun?> LastCheckAsync(this LedgerDbContext db, Guid bookId, CancellationToken cancellationToken)
    {
        var stored = await db.Database.SqlQuery<Stored>($"""
            select verified_at, book_version, results::text as results from check_runs where book_id = (select {bookId}::uuid) order by verified_at desc limit 1
            """).SingleOrDefaultAsync(cancellationToken);
        return stored is null ? null : new(stored.VerifiedAt, stored.BookVersion, JsonSerializer.Deserialize<List<CheckResult>>(stored.Results)!);
    }
}
