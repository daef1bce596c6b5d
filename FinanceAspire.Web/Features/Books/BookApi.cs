using FinanceAspire.Data;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Books;

internal sealed record BookBody(Guid Id, string Name, string Currency, long Version, DateOnly? ClosedThrough);

internal sealed record ClosingRequest(DateOnly? ClosedThrough);

/// <summary>Closes the book through a day: nothing on or before it changes any more. Null opens it again.</summary>
internal static class CloseBook
{
    public static Task<Outcome<DateOnly?>> ExecuteAsync(
        DateOnly? through, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken) =>
        books.WriteAsync<DateOnly?>(
            access,
            new Operation(source, through is { } day ? $"Book closed through {day:yyyy-MM-dd}" : "Book opened again", sourceId),
            async db =>
            {
                await db.Database.ExecuteSqlAsync($"select close_book({through})", cancellationToken);
                return through;
            },
            cancellationToken);
}

/// <summary>The JSON door of the book itself.</summary>
internal static class BookApi
{
    public static RouteGroupBuilder MapBook(this RouteGroupBuilder api)
    {
        api.MapGet("/book", GetAsync).WithTags("Book").WithName("GetBook").WithSummary("The token's book: name, currency, version, closed period");
        api.MapPut("/book/closing", CloseAsync).WithTags("Book").WithName("CloseBook").WithSummary("Close the book through a day, or open it again with null");
        return api;
    }

    private static async Task<Ok<BookBody>> GetAsync(BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        return TypedResults.Ok(await BodyAsync(books, access, cancellationToken));
    }

    private static async Task<Results<Ok<BookBody>, ProblemHttpResult>> CloseAsync(
        ClosingRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await CloseBook.ExecuteAsync(request.ClosedThrough, books, access, user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(await BodyAsync(books, access, cancellationToken));
    }

    private static Task<BookBody> BodyAsync(BookDatabase books, BookAccess access, CancellationToken cancellationToken) =>
        books.ReadAsync(
            access,
            db => db.Books.Where(b => b.Id == access.BookId).Select(b => new BookBody(b.Id, b.Name, b.Currency, b.Version, b.ClosedThrough)).SingleAsync(cancellationToken),
            cancellationToken);
}
