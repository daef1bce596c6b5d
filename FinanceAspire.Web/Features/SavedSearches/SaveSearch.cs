using System.Globalization;
using FinanceAspire.Data;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Search;
using FinanceAspire.Ledger.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.SavedSearches;

/// <summary>What came of saving: the search, whether it is new, and the operation that can be taken back.</summary>
internal sealed record SavedResult(SavedSearchLine Search, bool IsNew, Guid OperationId);

/// <summary>Gives a search a name, or the saved one of the same id another name or query.</summary>
internal static class SaveSearch
{
    /// <param name="id">The client's.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="query">In the language of searches.</param>
    /// <param name="culture">Whose amounts the query is written in.</param>
    /// <param name="books">The books.</param>
    /// <param name="access">Whose.</param>
    /// <param name="source">Page or API.</param>
    /// <param name="sourceId">The token, where it is one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<Outcome<SavedResult>> ExecuteAsync(
        Guid id, string name, string query, CultureInfo culture, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var (called, asked) = (PlainText.Clean(name, 100), PlainText.Clean(query, SearchQuery.MaxLength));
        if (SearchQuery.Parse(asked, culture).Error is { } error)
        {
            return new Refusal(RefusalCodes.QueryIsUnclear, error.Message, error.Position.ToString(CultureInfo.InvariantCulture));
        }

        var operation = new Operation(source, $"Search '{called}' saved", sourceId);
        return await books.WriteAsync<SavedResult>(access, operation, async db =>
        {
            var stored = await db.SavedSearches.SingleOrDefaultAsync(s => s.BookId == access.BookId && s.Id == id, cancellationToken);
            var isNew = stored is null;
            stored ??= db.SavedSearches.Add(new SavedSearch { BookId = access.BookId, Id = id }).Entity;
            (stored.Name, stored.Query) = (called, asked);
            await db.SaveChangesAsync(cancellationToken);
            return new SavedResult(new(id, called, asked), isNew, operation.Id);
        }, cancellationToken);
    }
}

/// <summary>Forgets a saved search; undo brings it back.</summary>
internal static class RemoveSearch
{
    public static Task<Outcome<Guid>> ExecuteAsync(Guid id, BookDatabase books, BookAccess access, string source, Guid? sourceId, CancellationToken cancellationToken)
    {
        var operation = new Operation(source, "Saved search removed", sourceId);
        return books.WriteAsync<Guid>(access, operation, async db =>
            await db.SavedSearches.Where(s => s.BookId == access.BookId && s.Id == id).ExecuteDeleteAsync(cancellationToken) > 0
                ? operation.Id
                : new Refusal(RefusalCodes.SavedSearchNotFound, "There is no such saved search."), cancellationToken);
    }
}
