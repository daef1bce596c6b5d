using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FinanceAspire.Web.Features.Transactions;

internal sealed record PostingBody(Guid Id, Guid AccountId, string Account, string Currency, decimal Quantity, decimal Value, string Memo, string Cleared);

internal sealed record TransactionBody(
    Guid Id, DateOnly Date, string Payee, string Description, string Currency, IReadOnlyList<string> Tags, int Version, IReadOnlyList<PostingBody> Postings)
{
    public static TransactionBody Of(TransactionView t) => new(
        t.Id, t.Date, t.Payee, t.Description, t.Currency, t.Tags, t.Version,
        [.. t.Postings.Select(p => new PostingBody(p.Id, p.AccountId, p.Account, p.Currency, p.Quantity, p.Value, p.Memo, ClearedCodes.Of(p.Cleared)))]);
}

internal sealed record TransactionsBody(IReadOnlyList<TransactionBody> Items, string? NextCursor);

/// <param name="TransactionId">What the transfer has become.</param>
/// <param name="OtherTransactionId">The new one, of the other account.</param>
internal sealed record SeparatedBody(Guid TransactionId, Guid OtherTransactionId);

/// <summary>The JSON door of transactions.</summary>
internal static class TransactionsApi
{
    public static RouteGroupBuilder MapTransactions(this RouteGroupBuilder api)
    {
        var transactions = api.MapGroup("/transactions").WithTags("Transactions");
        transactions.MapGet("", ListAsync).WithName("ListTransactions").WithSummary("Transactions, newest first");
        transactions.MapGet("/{id:guid}", GetAsync).WithName("GetTransaction").WithSummary("One transaction; its ETag goes into If-Match");
        transactions.MapGet("/{id:guid}/history", HistoryAsync).WithName("TransactionHistory").WithSummary("Every change of one transaction, oldest first");
        transactions.MapPut("/{id:guid}", PutAsync).WithName("RecordTransaction").WithSummary("Record a transaction under your id, or replace it");
        transactions.MapDelete("/{id:guid}", DeleteAsync).WithName("VoidTransaction").WithSummary("Remove a transaction; undo brings it back");
        transactions.MapPost("/{id:guid}/separate", SeparateAsync).WithName("SeparateTransfer").WithSummary("Take a transfer apart: two transactions, each with its other side open");
        transactions.MapPost("/edit", EditAsync).WithName("EditTransactions").WithSummary("Edit or remove many transactions as one change; dry_run=true only says what would be");
        api.MapPatch("/postings/{id:guid}", MarkAsync).WithTags("Transactions").WithName("MarkCleared").WithSummary("Say of one posting whether the bank has it");
        return api;
    }

    private static async Task<Results<Ok<TransactionsBody>, ProblemHttpResult>> ListAsync(
        BookDatabase books, CurrentUser user, CancellationToken cancellationToken,
        Guid? account_id = null, DateOnly? from = null, DateOnly? to = null, string? q = null, int limit = 50, string? cursor = null)
    {
        limit = Math.Clamp(limit, 1, 500);
        if (!Cursors.TryRead(cursor, out var after))
        {
            return Malformed.Field("cursor", "This is not a cursor that an answer gave.");
        }

        if (Searches.Refuse(q, out var search) is { } unclear)
        {
            return unclear;
        }

        var access = await user.RequireBookAsync(cancellationToken);
        var found = await books.ReadAsync(
            access,
            db => db.TransactionsAsync(access.BookId, account_id, from, to, search, after is null ? null : (after.Date, after.TransactionId), limit + 1, cancellationToken),
            cancellationToken);
        var page = found.Take(limit).ToList();
        return TypedResults.Ok(new TransactionsBody(
            [.. page.Select(TransactionBody.Of)], found.Count > limit ? Cursors.Write(page[^1].Date, page[^1].Id) : null));
    }

    private static async Task<Results<Ok<TransactionBody>, ProblemHttpResult>> GetAsync(
        Guid id, HttpResponse response, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        if (await books.ReadAsync(access, db => db.TransactionAsync(access.BookId, id, cancellationToken), cancellationToken) is not { } transaction)
        {
            return Problems.From(new Refusal(RefusalCodes.TransactionNotFound, "There is no such transaction."));
        }

        EntityTags.Write(response, transaction.Version);
        return TypedResults.Ok(TransactionBody.Of(transaction));
    }

    private static async Task<Results<Ok<HistoriesBody>, ProblemHttpResult>> HistoryAsync(
        Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var steps = await TransactionHistory.ReadAsync(id, books, await user.RequireBookAsync(cancellationToken), cancellationToken);
        return steps.Count == 0
            ? Problems.From(new Refusal(RefusalCodes.TransactionNotFound, "There is no such transaction."))
            : TypedResults.Ok(new HistoriesBody(steps));
    }

    private static async Task<IResult> PutAsync(
        Guid id, TransactionRequest request, HttpContext http, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await RecordTransaction.ExecuteAsync(
            id, request.ToDraft(), EntityTags.Expected(http.Request), books, access, user.Source, user.SourceId, cancellationToken);
        var stored = await books.ReadAsync(access, db => db.TransactionAsync(access.BookId, id, cancellationToken), cancellationToken);
        if (outcome.Refusal is { } refusal)
        {
            return refusal.Code == RefusalCodes.TransactionVersionDiffers
                ? Changed(refusal, stored)
                : Problems.From(refusal);
        }

        var body = TransactionBody.Of(stored!);
        EntityTags.Write(http.Response, stored!.Version);
        return outcome.Value!.IsNew ? TypedResults.Created($"/api/v1/transactions/{id}", body) : TypedResults.Ok(body);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, HttpRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await VoidTransaction.ExecuteAsync(id, EntityTags.Expected(request), books, access, user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<SeparatedBody>, ProblemHttpResult>> SeparateAsync(
        Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await SeparateTransfer.ExecuteAsync(id, Guid.CreateVersion7(), books, access, user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(new SeparatedBody(id, outcome.Value));
    }

    /// <summary>412 with the version that is stored now beside the one that was edited, so that the editor can show both.</summary>
    private static ProblemHttpResult Changed(Refusal refusal, TransactionView? stored) =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status412PreconditionFailed,
            title: refusal.Message,
            detail: refusal.Message,
            extensions: new Dictionary<string, object?> { ["code"] = refusal.Code, ["current"] = stored is null ? null : TransactionBody.Of(stored) });

    private static async Task<Results<Ok<MarkedBody>, ProblemHttpResult>> MarkAsync(
        Guid id, MarkRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var outcome = await MarkCleared.ExecuteAsync(
            id, request.Cleared == "cleared", books, await user.RequireBookAsync(cancellationToken), user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal
            ? Problems.From(refusal)
            : TypedResults.Ok(new MarkedBody(id, outcome.Value!.AccountId, outcome.Value.IsCleared ? "cleared" : "uncleared", outcome.Value.ClearedBalance));
    }

    private static async Task<Results<Ok<EditedBody>, ProblemHttpResult>> EditAsync(
        EditRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken, bool dry_run = false)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var edit = await request.ToEditAsync(books, access, cancellationToken);
        if (edit.Refusal is { } unknown)
        {
            return Problems.From(unknown);
        }

        if (dry_run)
        {
            return TypedResults.Ok(EditedBody.Of(await EditTransactions.PreviewAsync(request.Ids, edit.Value!, request.AccountId, books, access, cancellationToken)));
        }

        var outcome = await EditTransactions.ExecuteAsync(request.Ids, edit.Value!, request.AccountId, books, access, user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(EditedBody.Of(outcome.Value!));
    }
}
