using System.Text;
using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Formats.Writing;
using FinanceAspire.Ledger.Journals;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FinanceAspire.Web.Features.Exports;

/// <summary>The whole book as a file that other programs read: nobody is locked in.</summary>
internal static class ExportsApi
{
    private delegate Task Writer(TextWriter output, JournalHead head, IAsyncEnumerable<JournalTransaction> transactions, CancellationToken cancellationToken);

    public static RouteGroupBuilder MapExports(this RouteGroupBuilder api)
    {
        var exports = api.MapGroup("/exports").WithTags("Exports");
        exports.MapGet("/journal", (BookDatabase books, CurrentUser user, CancellationToken cancellationToken) => WriteAsync("book.journal", JournalWriter.WriteAsync, books, user, cancellationToken))
            .WithName("ExportJournal").WithSummary("The book as a journal of hledger and Ledger");
        exports.MapGet("/beancount", (BookDatabase books, CurrentUser user, CancellationToken cancellationToken) => WriteAsync("book.beancount", BeancountWriter.WriteAsync, books, user, cancellationToken))
            .WithName("ExportBeancount").WithSummary("The book as a beancount file");
        return api;
    }

    /// <summary>
    /// Written to a temporary file first: a fault in the middle is an error then, and never a short file that looks whole.
    /// </summary>
    private static async Task<FileStreamHttpResult> WriteAsync(
        string name, Writer writer, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var spool = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 81920, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await using (var text = new StreamWriter(spool, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" })
            {
                await books.ReadAsync(access, async db =>
                {
                    await writer(text, await db.JournalHeadAsync(access.BookId, cancellationToken), db.JournalAsync(access.BookId, cancellationToken), cancellationToken);
                    return true;
                }, cancellationToken);
            }

            spool.Position = 0;
            return TypedResults.Stream(spool, "text/plain; charset=utf-8", name);
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }
}
