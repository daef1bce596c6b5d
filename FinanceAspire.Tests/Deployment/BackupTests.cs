using FinanceAspire.Data;
using FinanceAspire.Data.Receipts;
using FinanceAspire.Tests.Support;
using FinanceAspire.Worker.Backups;
using FinanceAspire.Worker.Commands;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace FinanceAspire.Tests.Deployment;

public sealed class BackupTests(PostgresFixture postgres) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("finance backup ").FullName;

    private string Receipts => Path.Combine(_folder, "receipts");

    private string Elsewhere => Path.Combine(_folder, "receipts elsewhere");

    [Fact]
    public async Task Restored_books_have_every_row_every_balance_every_receipt_and_hold_against_their_postings()
    {
        await using var mine = await FilledAsync();
        await using var theirs = await BookSession.OpenAsync(mine.Connections.Owner, mine.Connections.App);
        await theirs.RecordAsync("2026-02-01", (theirs.Bank, 1000.01m), (theirs.Food, -1000.01m));
        var (path, summary) = await BackUpAsync(mine);
        var empty = await postgres.CreateEmptyDatabaseAsync(TestContext.Current.CancellationToken);

        await RestoreAsync(empty, path);

        Assert.Equal(await RowsAsync(mine.Connections.Owner), await RowsAsync(empty));
        Assert.Equal("-12.50", Balance(mine.Bank));
        Assert.Equal("1000.01", Balance(theirs.Bank));
        Assert.Equal("a photograph", await ReceiptAsync(Elsewhere, mine));
        Assert.Empty(Directory.EnumerateFiles(Elsewhere, "*.partial", SearchOption.AllDirectories));
        await using var db = new LedgerDbContext(Options(empty));
        await foreach (var book in LedgerVerifier.VerifyAsync(db, TestContext.Current.CancellationToken))
        {
            Assert.All(book.Run.Results, check => Assert.True(check.Ok, check.Name));
        }

        string Balance(Guid account) => decimal.Parse(summary.Accounts.Single(a => a.Id == account).Balance, System.Globalization.CultureInfo.InvariantCulture).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Restored_books_go_on_as_if_nothing_had_been()
    {
        await using var book = await FilledAsync();
        var (path, _) = await BackUpAsync(book);
        var (owner, app) = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);

        await RestoreAsync(owner, path);

        await using var connection = new NpgsqlConnection(app);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var change = Command(connection, $"select begin_operation('{book.Book}', '{book.User}', gen_random_uuid(), 'page', null, 'test'); update accounts set name = 'Cash' where id = '{book.Bank}'");
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, Math.Max(0, await change.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)));
    }

    /// <summary>One byte changed at each of many places, and the file cut off at many lengths: no reading of it gets through.</summary>
    [Fact]
    public async Task Damaged_file_is_refused_wherever_the_damage_is_and_nothing_is_changed()
    {
        await using var book = await FilledAsync();
        var (path, _) = await BackUpAsync(book);
        var whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var damaged = Path.Combine(_folder, "damaged.backup");
        var unnoticed = new List<int>();
        for (var at = 0; at < whole.Length; at += Math.Max(1, whole.Length / 500))
        {
            foreach (var bytes in new[] { Flipped(at), whole[..at] })
            {
                await File.WriteAllBytesAsync(damaged, bytes, TestContext.Current.CancellationToken);
                try
                {
                    using var opened = await BackupFile.OpenAsync(damaged, TestContext.Current.CancellationToken);
                    // A changed date or flag in the ZIP's own lists loses nothing: all content still has its checksum.
                    if (bytes.Length < whole.Length)
                    {
                        unnoticed.Add(at);
                    }
                }
                catch (BackupException e)
                {
                    Assert.Contains("Nothing was changed", e.Message, StringComparison.Ordinal);
                }
            }
        }

        Assert.Empty(unnoticed);
        var empty = await postgres.CreateEmptyDatabaseAsync(TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(damaged, whole[..^100], TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(empty, damaged));
        await using var connection = new NpgsqlConnection(empty);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0L, await Command(connection, "select count(*) from pg_class where relnamespace = 'public'::regnamespace").ExecuteScalarAsync(TestContext.Current.CancellationToken));

        byte[] Flipped(int at)
        {
            var copy = (byte[])whole.Clone();
            copy[at] ^= 0x55;
            return copy;
        }
    }

    [Fact]
    public async Task Installation_that_holds_books_is_not_overwritten()
    {
        await using var book = await FilledAsync();
        var (path, _) = await BackUpAsync(book);

        var error = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(book.Connections.Owner, path));

        Assert.Contains("not empty", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_of_one_moment_is_not_disturbed_by_what_is_recorded_meanwhile()
    {
        await using var book = await FilledAsync();
        var stop = false;
        var recording = Task.Run(async () =>
        {
            while (!Volatile.Read(ref stop))
            {
                await book.RecordAsync("2026-03-01", (book.Bank, -1m), (book.Food, 1m));
            }
        }, TestContext.Current.CancellationToken);

        var (_, summary) = await BackUpAsync(book);
        Volatile.Write(ref stop, true);
        await recording;

        Assert.Equal(0m, summary.Accounts.Sum(a => decimal.Parse(a.Balance, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(summary.Tables.Single(t => t.Name == "postings").Rows, summary.Accounts.Sum(a => a.Postings));
        Assert.Equal(summary.Tables.Single(t => t.Name == "postings").Rows, 2 * summary.Tables.Single(t => t.Name == "transactions").Rows);
    }

    [Fact]
    public async Task Login_that_may_not_read_every_row_makes_no_backup_and_leaves_no_file()
    {
        await using var book = await FilledAsync();

        await Assert.ThrowsAsync<BackupException>(() => new BackupWriter(book.Connections.App, null, TimeProvider.System).WriteAsync(Path.Combine(_folder, "none"), TestContext.Current.CancellationToken));

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder, "none")));
    }

    [Fact]
    public async Task Database_without_a_schema_is_not_backed_up()
    {
        var empty = await postgres.CreateEmptyDatabaseAsync(TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<BackupException>(() => new BackupWriter(empty, null, TimeProvider.System).WriteAsync(_folder, TestContext.Current.CancellationToken));

        Assert.Contains("no schema yet", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public async Task Backup_from_standard_input_is_a_private_file_for_as_long_as_it_is_read()
    {
        string path;
        using (var received = await ReceivedFile.ReadAsync(new MemoryStream([1, 2, 3]), _folder, TestContext.Current.CancellationToken))
        {
            path = received.Path;
            Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData("03:00", true)]
    [InlineData("23:59:30", true)]
    [InlineData("3", false)]
    [InlineData("24:00", false)]
    public void Time_of_the_nightly_backup_is_one_of_the_day(string time, bool accepted) =>
        Assert.Equal(accepted, CommandLine.Create().Parse(["backup", "--daily", time]).Errors.Count == 0);

    [Fact]
    public void Only_the_newest_backups_are_kept()
    {
        foreach (var day in new[] { "20260101", "20260103", "20260102" })
        {
            File.WriteAllText(Path.Combine(_folder, $"financeaspire-{day}T030000Z.backup"), "");
        }

        File.WriteAllText(Path.Combine(_folder, "mine.backup"), "");

        Assert.Equal(1, BackupWriter.Keep(_folder, 2));

        Assert.Equal(["financeaspire-20260102T030000Z.backup", "financeaspire-20260103T030000Z.backup", "mine.backup"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<BookSession> FilledAsync()
    {
        var book = await BookSession.OpenAsync(postgres);
        await book.RecordAsync("2026-01-05", (book.Bank, -12.50m), (book.Food, 12.50m));
        var source = Path.Combine(_folder, "source");
        await File.WriteAllTextAsync(source, "a photograph", TestContext.Current.CancellationToken);
        await Folder(Receipts).PutAsync(book.Book, Sha256, source, source, TestContext.Current.CancellationToken);
        await book.ChangeAsync($"""
            insert into receipt_files (book_id, sha256, source_sha256, size, content_type) values ('{book.Book}', sha256('a photograph'), sha256('source'), 12, 'image/jpeg');
            insert into receipts (book_id, id, sha256, file_name) values ('{book.Book}', gen_random_uuid(), sha256('a photograph'), 'slip.jpg');
            insert into attachments (book_id, id, receipt_id, transaction_id) values ('{book.Book}', gen_random_uuid(), (select id from receipts), (select id from transactions))
            """);
        // Half of what is being uploaded just now.
        await File.WriteAllTextAsync(Path.Combine(Receipts, "half.partial"), "half", TestContext.Current.CancellationToken);
        return book;
    }

    private static readonly byte[] Sha256 = System.Security.Cryptography.SHA256.HashData("a photograph"u8);

    private static ReceiptFolder Folder(string path) => new(new(path, long.MaxValue, long.MaxValue, TimeSpan.FromDays(30)));

    private static async Task<string> ReceiptAsync(string path, BookSession book)
    {
        using var reader = new StreamReader(Folder(path).Open(book.Book, Sha256, thumbnail: false)!);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private Task<(string Path, BackupSummary Summary)> BackUpAsync(BookSession book) =>
        new BackupWriter(book.Connections.Owner, Receipts, TimeProvider.System).WriteAsync(_folder, TestContext.Current.CancellationToken);

    private Task<BackupSummary> RestoreAsync(string owner, string path) =>
        new BackupRestorer(owner, Elsewhere, new SchemaMigrator(owner, PostgresFixture.AppPassword, NullLogger<SchemaMigrator>.Instance)).RestoreAsync(path, TestContext.Current.CancellationToken);

    /// <summary>Every row of every table, as one text each.</summary>
    private static async Task<SortedDictionary<string, string>> RowsAsync(string owner)
    {
        await using var connection = new NpgsqlConnection(owner);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (table, _) in await LedgerContent.TablesAsync(connection, TestContext.Current.CancellationToken))
        {
            await using var command = Command(connection, $"select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from {LedgerContent.Quote(table)} t");
            rows[table] = (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        }

        return rows;
    }

    private static Microsoft.EntityFrameworkCore.DbContextOptions<LedgerDbContext> Options(string connection)
    {
        var options = new Microsoft.EntityFrameworkCore.DbContextOptionsBuilder<LedgerDbContext>();
        options.UseLedger(connection);
        return options.Options;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql) =>
#pragma warning disable CA2100 // The test's own text.
        new(sql, connection);
#pragma warning restore CA2100
}
