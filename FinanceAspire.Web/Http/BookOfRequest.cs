using FinanceAspire.Data;

namespace FinanceAspire.Web.Http;

internal static class BookOfRequest
{
    /// <summary>The book that the request works on; who has none gets the same answer as for a book that does not exist.</summary>
    public static async Task<BookAccess> RequireBookAsync(this CurrentUser user, CancellationToken cancellationToken) =>
        await user.BookAsync(cancellationToken) ?? throw new BookNotFoundException();
}
