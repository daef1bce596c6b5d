using System.Security.Cryptography;
using System.Text;
using FinanceAspire.Data;
using FinanceAspire.Data.Receipts;
using FinanceAspire.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace FinanceAspire.Tests.Data;

/// <summary>Files go away when no receipt can need them any more, and not a day before.</summary>
public sealed class ReceiptSweepTests(PostgresFixture postgres) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("receipts ").FullName;
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    private ReceiptSettings Settings => new(_folder, long.MaxValue, long.MaxValue, TimeSpan.FromDays(30));

    private ReceiptFolder Folder => new(Settings);

    [Fact]
    public async Task Deleted_receipt_keeps_its_file_for_its_undo_and_loses_it_afterwards()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var kept = await AddAsync(book, "kept");
        var deleted = await AddAsync(book, "deleted");
        await book.ChangeAsync("delete from receipts where file_name = 'deleted'");

        _clock.Advance(TimeSpan.FromDays(29));
        Assert.Equal(new SweptBook(book.Book, 0, 0, 0), await SweepAsync(book));
        Assert.True(Folder.Has(book.Book, deleted));
        _clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(new SweptBook(book.Book, 1, 2, 0), await SweepAsync(book));

        Assert.False(Folder.Has(book.Book, deleted));
        Assert.True(Folder.Has(book.Book, kept));
        Assert.Equal(1L, await book.ScalarAsync("select count(*) from receipt_files"));
        Assert.Equal(new SweptBook(book.Book, 0, 0, 0), await SweepAsync(book));
    }

    [Fact]
    public async Task What_broken_off_uploads_left_goes_after_a_day_and_a_neighbours_files_stay()
    {
        await using var mine = await BookSession.OpenAsync(postgres);
        await using var theirs = await BookSession.OpenAsync(mine.Connections.Owner, mine.Connections.App);
        var content = await AddAsync(mine, "both have it");
        await PutAsync(theirs.Book, "both have it");
        var orphan = await PutAsync(mine.Book, "no row names it");
        var partial = Directory.EnumerateFiles(Path.Combine(_folder, mine.Book.ToString("N")), "*", SearchOption.AllDirectories).First() + ".0000.partial";
        await File.WriteAllTextAsync(partial, "half", TestContext.Current.CancellationToken);

        Assert.All(await SweepAllAsync(mine), s => Assert.Equal(0, s.Removed));
        _clock.Advance(TimeSpan.FromDays(2));
        var swept = await SweepAllAsync(mine);

        // Content and thumbnail of the orphan and the half one of mine; of theirs a file that no row names.
        Assert.Equal([2, 3], swept.Select(s => s.Removed).Order());
        Assert.False(Folder.Has(mine.Book, orphan) || File.Exists(partial));
        Assert.True(Folder.Has(mine.Book, content));
        Assert.False(Folder.Has(theirs.Book, content));
    }

    [Fact]
    public async Task Lost_file_is_counted()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await AddAsync(book, "lost");
        Directory.Delete(Path.Combine(_folder, book.Book.ToString("N")), recursive: true);

        Assert.Equal(1, (await SweepAsync(book)).Missing);
    }

    [Fact]
    public async Task File_is_under_its_name_whole_or_not_at_all()
    {
        var book = Guid.CreateVersion7();
        var source = Path.Combine(_folder, "source");
        await File.WriteAllTextAsync(source, "a photograph", TestContext.Current.CancellationToken);
        using var broken = new CancellationTokenSource();
        await broken.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Folder.PutAsync(book, SHA256.HashData("a photograph"u8), source, source, broken.Token));

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder, book.ToString("N")), "*", SearchOption.AllDirectories));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Folder.PutAsync(book, SHA256.HashData("a photograph"u8), source, source, TestContext.Current.CancellationToken)));
        Assert.Equal(2, Directory.EnumerateFiles(Path.Combine(_folder, book.ToString("N")), "*", SearchOption.AllDirectories).Count());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<byte[]> AddAsync(BookSession book, string content)
    {
        var sha256 = await PutAsync(book.Book, content);
        await book.ChangeAsync($"""
            insert into receipt_files (book_id, sha256, source_sha256, size, content_type) values ('{book.Book}', sha256('{content}'), sha256('{content}'), 4, 'image/jpeg');
            insert into receipts (book_id, id, sha256, file_name) values ('{book.Book}', gen_random_uuid(), sha256('{content}'), '{content}')
            """);
        return sha256;
    }

    private async Task<byte[]> PutAsync(Guid book, string content)
    {
        var source = Path.Combine(_folder, "source");
        await File.WriteAllTextAsync(source, content, TestContext.Current.CancellationToken);
        var sha256 = SHA256.HashData(Encoding.UTF8.GetBytes(content));
        await Folder.PutAsync(book, sha256, source, source, TestContext.Current.CancellationToken);
        return sha256;
    }

    private async Task<SweptBook> SweepAsync(BookSession book) => Assert.Single(await SweepAllAsync(book));

    private async Task<List<SweptBook>> SweepAllAsync(BookSession book)
    {
        var options = new DbContextOptionsBuilder<LedgerDbContext>();
        options.UseLedger(book.Connections.Owner);
        await using var db = new LedgerDbContext(options.Options);
        return await new ReceiptSweep(Folder, Settings, _clock).ExecuteAsync(db, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
    }
}
