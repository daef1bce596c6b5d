using FinanceAspire.Tests.Support;
using FinanceAspire.Worker;
using FinanceAspire.Worker.Imports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinanceAspire.Tests.Data;

/// <summary>Files without a person before them: the worker's command and its folder.</summary>
public sealed class FileImportTests(PostgresFixture postgres)
{
    [Fact]
    public async Task File_is_booked_where_it_is_clean_and_left_as_a_preview_where_it_is_not()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await using var host = Service.Build([$"--ConnectionStrings:financedb={book.Connections.Owner}", "--Database:AppPassword=x"]);
        var importer = host.Services.GetRequiredService<FileImporter>();
        var access = (await importer.BookAsync(book.Book.ToString(), TestContext.Current.CancellationToken))!;
        using var folder = new ScratchFolder();
        var good = await folder.WriteAsync("good.ofx", Samples.Ofx1);
        var bad = await folder.WriteAsync("bad.csv", Samples.Text("Date,Text,Amount\n2026-10-14,Shop,-30.00\n2026-10-15,Shop,minus two\n"));
        var open = await folder.WriteAsync("open.csv", Samples.Text("Date,Text,Amount\n02/03/2026,Shop,-30.00\n"));

        var trial = await importer.ImportAsync(good, "Bank", access, dryRun: true, TestContext.Current.CancellationToken);
        var booked = await importer.ImportAsync(good, "bank", access, dryRun: false, TestContext.Current.CancellationToken);
        var again = await importer.ImportAsync(good, book.Bank.ToString(), access, dryRun: false, TestContext.Current.CancellationToken);
        var broken = await importer.ImportAsync(bad, "Bank", access, dryRun: false, TestContext.Current.CancellationToken);
        var asked = await importer.ImportAsync(open, "Bank", access, dryRun: false, TestContext.Current.CancellationToken);
        // Its number was learnt; another one is nobody's.
        var known = await importer.ImportAsync(good, null, access, dryRun: false, TestContext.Current.CancellationToken);
        var other = await folder.WriteAsync("other.ofx", Samples.Text(System.Text.Encoding.ASCII.GetString(Samples.Ofx1).Replace("0012345678", "0099", StringComparison.Ordinal)));
        var nowhere = await importer.ImportAsync(other, null, access, dryRun: false, TestContext.Current.CancellationToken);

        Assert.Equal([false, true, true, false, false, true, false], new[] { trial, booked, again, broken, asked, known, nowhere }.Select(r => r.IsCommitted));
        Assert.Contains("3 new", booked.ToString(), StringComparison.Ordinal);
        Assert.Contains("book and bank agree", booked.ToString(), StringComparison.Ordinal);
        Assert.Contains("0 new, 3 in the book", again.ToString(), StringComparison.Ordinal);
        Assert.Contains("/imports/", broken.ToString(), StringComparison.Ordinal);
        // Three lines and the opening entry.
        Assert.Equal(4L, await book.ScalarAsync("select count(*) from transactions"));
    }

    [Fact]
    public async Task Folder_takes_what_lies_still_moves_it_and_says_what_became_of_it()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await using var host = Service.Build([$"--ConnectionStrings:financedb={book.Connections.Owner}", "--Database:AppPassword=x"]);
        using var folder = new ScratchFolder();
        var place = $"{book.Book}/Bank";
        await folder.WriteAsync($"{place}/october.ofx", Samples.Ofx1);
        await folder.WriteAsync($"{place}/broken.pdf", "%PDF-1.4"u8.ToArray());
        await folder.WriteAsync($"{place}/.hidden", Samples.Ofx1);
        await folder.WriteAsync($"{book.Book}/Nowhere/lost.ofx", Samples.Ofx1);
        using var watch = new WatchFolder(host.Services.GetRequiredService<FileImporter>(), new ConfigurationBuilder().Build(), TimeProvider.System, NullLogger<WatchFolder>.Instance);

        var first = await watch.LookAsync(folder.Path, TestContext.Current.CancellationToken);
        var second = await watch.LookAsync(folder.Path, TestContext.Current.CancellationToken);
        var third = await watch.LookAsync(folder.Path, TestContext.Current.CancellationToken);

        Assert.Equal((0, 3, 0), (first, second, third));
        var done = Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, place, "done"), "*.report.txt"));
        Assert.Contains("imported", await File.ReadAllTextAsync(done, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("PDF", await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(folder.Path, place, "failed"), "*.report.txt").Single(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.Path, place, ".hidden")));
        Assert.Equal(4L, await book.ScalarAsync("select count(*) from transactions"));
    }

    [Fact]
    public async Task Fault_that_a_file_brings_about_stays_with_that_file()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await using var host = Service.Build([$"--ConnectionStrings:financedb={book.Connections.Owner}", "--Database:AppPassword=x"]);
        using var folder = new ScratchFolder();
        var place = $"{book.Book}/Bank";
        // A rule of an administrator of which the program knows nothing: any trial would end in the same way.
        await book.AsOwnerAsync("alter table import_rows add constraint unheard_of check (payee <> 'Poison')");
        await folder.WriteAsync($"{place}/a.csv", Samples.Text("Date,Payee,Amount\n2026-10-14,Poison,-30.00\n"));
        await folder.WriteAsync($"{place}/b.csv", Samples.Text("Date,Payee,Amount\n2026-10-14,Bakery,-30.00\n"));
        using var watch = new WatchFolder(host.Services.GetRequiredService<FileImporter>(), new ConfigurationBuilder().Build(), TimeProvider.System, NullLogger<WatchFolder>.Instance);

        await watch.LookAsync(folder.Path, TestContext.Current.CancellationToken);
        var taken = await watch.LookAsync(folder.Path, TestContext.Current.CancellationToken);

        Assert.Equal(2, taken);
        var failed = Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, place, "failed"), "*.report.txt"));
        Assert.Contains("Nothing was booked", await File.ReadAllTextAsync(failed, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, place, "done"), "*.report.txt"));
        Assert.Equal(1L, await book.ScalarAsync("select count(*) from transactions"));
    }

    [Fact]
    public async Task File_waits_while_the_database_is_away()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await using var host = Service.Build([$"--ConnectionStrings:financedb={book.Connections.Owner};Timeout=2;Port=1", "--Database:AppPassword=x"]);
        using var folder = new ScratchFolder();
        await folder.WriteAsync($"{book.Book}/Bank/a.ofx", Samples.Ofx1);
        using var watch = new WatchFolder(host.Services.GetRequiredService<FileImporter>(), new ConfigurationBuilder().Build(), TimeProvider.System, NullLogger<WatchFolder>.Instance);

        await watch.LookAsync(folder.Path, TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAnyAsync<Exception>(() => watch.LookAsync(folder.Path, TestContext.Current.CancellationToken));

        Assert.True(FileImporter.IsAway(error), error.ToString());
        Assert.True(File.Exists(Path.Combine(folder.Path, book.Book.ToString(), "Bank", "a.ofx")));
    }

    private sealed class ScratchFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("fa-import").FullName;

        public async Task<string> WriteAsync(string name, byte[] content)
        {
            var path = System.IO.Path.Combine(Path, name);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, content, TestContext.Current.CancellationToken);
            return path;
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
