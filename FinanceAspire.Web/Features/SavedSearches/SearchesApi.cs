using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FinanceAspire.Web.Features.SavedSearches;

internal sealed record SearchRequest
{
    public Guid? Id { get; init; }

    [Required(AllowEmptyStrings = true), StringLength(1000)]
    public string Name { get; init; } = "";

    [Required(AllowEmptyStrings = true), StringLength(5000)]
    public string Query { get; init; } = "";
}

internal sealed record SearchesBody(IReadOnlyList<SavedSearchLine> Items);

/// <summary>The JSON door of saved searches.</summary>
internal static class SearchesApi
{
    public static RouteGroupBuilder MapSearches(this RouteGroupBuilder api)
    {
        var searches = api.MapGroup("/searches").WithTags("Searches");
        searches.MapGet("", ListAsync).WithName("ListSearches").WithSummary("Saved searches by name");
        searches.MapPost("", AddAsync).WithName("AddSearch").WithSummary("Save a search under a name");
        searches.MapGet("/{id:guid}", GetAsync).WithName("GetSearch").WithSummary("One saved search");
        searches.MapPut("/{id:guid}", PutAsync).WithName("PutSearch").WithSummary("Save a search under your id, or give it another name or query");
        searches.MapDelete("/{id:guid}", RemoveAsync).WithName("RemoveSearch").WithSummary("Remove a saved search; undo brings it back");
        return api;
    }

    private static async Task<Ok<SearchesBody>> ListAsync(BookDatabase books, CurrentUser user, CancellationToken cancellationToken) =>
        TypedResults.Ok(new SearchesBody(await AllAsync(books, await user.RequireBookAsync(cancellationToken), cancellationToken)));

    private static async Task<Results<Ok<SavedSearchLine>, ProblemHttpResult>> GetAsync(Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken) =>
        (await AllAsync(books, await user.RequireBookAsync(cancellationToken), cancellationToken)).Find(s => s.Id == id) is { } found
            ? TypedResults.Ok(found)
            : Problems.From(new Refusal(RefusalCodes.SavedSearchNotFound, "There is no such saved search."));

    private static Task<IResult> AddAsync(SearchRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken) =>
        SaveAsync(request.Id ?? Guid.CreateVersion7(), request, books, user, cancellationToken);

    private static Task<IResult> PutAsync(Guid id, SearchRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken) =>
        SaveAsync(id, request, books, user, cancellationToken);

    private static async Task<IResult> SaveAsync(Guid id, SearchRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        if (Searches.Refuse(request.Query, out _) is { } unclear)
        {
            return unclear;
        }

        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await SaveSearch.ExecuteAsync(id, request.Name, request.Query, CultureInfo.InvariantCulture, books, access, user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal)
            : outcome.Value!.IsNew ? TypedResults.Created($"/api/v1/searches/{id}", outcome.Value.Search)
            : TypedResults.Ok(outcome.Value.Search);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var outcome = await RemoveSearch.ExecuteAsync(id, books, await user.RequireBookAsync(cancellationToken), user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.NoContent();
    }

    private static Task<List<SavedSearchLine>> AllAsync(BookDatabase books, BookAccess access, CancellationToken cancellationToken) =>
        books.ReadAsync(access, db => db.SavedSearchesAsync(access.BookId, SavedSearchQueries.All, cancellationToken), cancellationToken);
}
