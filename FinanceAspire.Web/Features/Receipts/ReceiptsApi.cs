using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Data.Receipts;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace FinanceAspire.Web.Features.Receipts;

/// <param name="Sha256">Of the stored content.</param>
/// <param name="Text">What was found in a PDF; null in lists.</param>
internal sealed record ReceiptBody(
    Guid Id, string FileName, string ContentType, long Size, int? Width, int? Height, int? Pages, DateOnly? Date, decimal? Amount, string Sha256, DateTimeOffset CreatedAt, string? CreatedBy,
    IReadOnlyList<Guid> TransactionIds, int Version, string FileUrl, string? ThumbnailUrl, string? Text)
{
    public static ReceiptBody Of(ReceiptLine r, string? text = null) => new(
        r.Id, r.FileName, r.ContentType, r.Size, r.Width, r.Height, r.Pages, r.Date, r.Amount, Convert.ToHexStringLower(r.Sha256), r.CreatedAt, r.CreatedBy, r.TransactionIds, r.Version,
        $"/api/v1/receipts/{r.Id}/file", r.HasThumbnail ? $"/api/v1/receipts/{r.Id}/thumbnail" : null, text);
}

/// <param name="UsedBytes">Of the book's quota, deleted receipts that can be brought back included.</param>
internal sealed record ReceiptsBody(IReadOnlyList<ReceiptBody> Items, string? NextCursor, long UsedBytes, long QuotaBytes);

internal sealed record ProposalBody(
    Guid TransactionId, DateOnly Date, string Payee, string Description, decimal Amount, string Currency, bool SameAmount, bool NamesPayee, int DaysApart, bool HasReceipt);

internal sealed record ProposalsBody(IReadOnlyList<ProposalBody> Items);

/// <summary>The JSON door of receipts, and the door of their files.</summary>
internal static class ReceiptsApi
{
    private const int MostProposals = 10;

    public static RouteGroupBuilder MapReceipts(this RouteGroupBuilder api)
    {
        var receipts = api.MapGroup("/receipts").WithTags("Receipts");
        receipts.MapGet("", ListAsync).WithName("ListReceipts").WithSummary("Receipts, newest first; inbox=true: those that are attached to nothing yet; q= looks into names and PDF texts");
        receipts.MapPost("", AddAsync).WithName("AddReceipt")
            .WithSummary("Upload a JPEG, PNG, WebP or PDF, as the body or as multipart field 'file'; 200 with the one that is there where the book has the same file already")
            .WithMetadata(new RequestSizeLimitAttribute(OversizedUploads.MaxUpload), new RequestFormLimitsAttribute { MultipartBodyLengthLimit = OversizedUploads.MaxUpload });
        receipts.MapGet("/{id:guid}", GetAsync).WithName("GetReceipt").WithSummary("One receipt with its text; its ETag goes into If-Match");
        receipts.MapPatch("/{id:guid}", AmendAsync).WithName("AmendReceipt").WithSummary("Set the date and the amount that transactions are proposed by, and the name");
        receipts.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteReceipt").WithSummary("Delete a receipt; undo brings it back while its file is kept");
        receipts.MapGet("/{id:guid}/file", FileAsync).WithName("GetReceiptFile").WithSummary("The content: a picture to be shown, a PDF to be saved; open=true: a PDF to be opened by the browser's own viewer; download=true: always to be saved");
        receipts.MapGet("/{id:guid}/thumbnail", ThumbnailAsync).WithName("GetReceiptThumbnail").WithSummary("A small WebP of a picture");
        receipts.MapGet("/{id:guid}/proposals", ProposeAsync).WithName("ProposeTransactions").WithSummary("Transactions that it may belong to, by amount, date and payee, the likeliest first");
        receipts.MapPut("/{id:guid}/transactions/{transactionId:guid}", AttachAsync).WithName("AttachReceipt").WithSummary("Attach it to a transaction; twice is once");
        receipts.MapDelete("/{id:guid}/transactions/{transactionId:guid}", DetachAsync).WithName("DetachReceipt").WithSummary("Take it off a transaction");
        return api;
    }

    private static async Task<Results<Ok<ReceiptsBody>, ProblemHttpResult>> ListAsync(
        BookDatabase books, CurrentUser user, ReceiptSettings settings, CancellationToken cancellationToken,
        bool inbox = false, Guid? transaction_id = null, string? q = null, int limit = 50, Guid? cursor = null)
    {
        limit = Math.Clamp(limit, 1, 500);
        var access = await user.RequireBookAsync(cancellationToken);
        var (found, usage) = await books.ReadAsync(access, async db => (
            await db.ReceiptsAsync(access.BookId, inbox, transaction_id, q, cursor, limit + 1, cancellationToken),
            await db.ReceiptUsageAsync(access.BookId, cancellationToken)), cancellationToken);
        return TypedResults.Ok(new ReceiptsBody(
            [.. found.Take(limit).Select(r => ReceiptBody.Of(r))], found.Count > limit ? found[limit - 1].Id.ToString() : null, usage.Used, settings.QuotaBytes));
    }

    private static async Task<IResult> AddAsync(
        HttpRequest request, AddReceipt add, BookDatabase books, CurrentUser user, CancellationToken cancellationToken, string? file_name = null, Guid? transaction_id = null)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        Outcome<AddedReceipt> outcome;
        if (request.HasFormContentType)
        {
            if ((await request.ReadFormAsync(cancellationToken)).Files.GetFile("file") is not { } file)
            {
                return Malformed.Field("file", "The form has no field 'file'.");
            }

            await using var content = file.OpenReadStream();
            outcome = await add.ExecuteAsync(content, new(file_name ?? file.FileName, user.Source, user.SourceId, transaction_id), access, cancellationToken);
        }
        else
        {
            outcome = await add.ExecuteAsync(request.Body, new(file_name, user.Source, user.SourceId, transaction_id), access, cancellationToken);
        }

        if (outcome.Refusal is { } refusal)
        {
            return Problems.From(refusal);
        }

        var added = outcome.Value!;
        var stored = await books.ReadAsync(access, db => db.ReceiptAsync(access.BookId, added.Id, cancellationToken), cancellationToken);
        return stored is null ? Problems.From(NotFound) : added.IsNew ? TypedResults.Created($"/api/v1/receipts/{added.Id}", ReceiptBody.Of(stored)) : TypedResults.Ok(ReceiptBody.Of(stored));
    }

    private static async Task<Results<Ok<ReceiptBody>, ProblemHttpResult>> GetAsync(
        Guid id, HttpResponse response, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var (found, text) = await books.ReadAsync(access, async db => await db.ReceiptAsync(access.BookId, id, cancellationToken) is { } receipt
            ? (receipt, await db.ReceiptTextAsync(access.BookId, receipt.Sha256, cancellationToken))
            : ((ReceiptLine?)null, ""), cancellationToken);
        if (found is null)
        {
            return Problems.From(NotFound);
        }

        EntityTags.Write(response, found.Version);
        return TypedResults.Ok(ReceiptBody.Of(found, text));
    }

    private static async Task<Results<Ok<ReceiptBody>, ProblemHttpResult>> AmendAsync(
        Guid id, ReceiptRequest request, HttpContext http, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await AmendReceipt.ExecuteAsync(id, request, EntityTags.Expected(http.Request), books, access, user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : await GetAsync(id, http.Response, books, user, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken) =>
        Answer(await DeleteReceipt.ExecuteAsync(id, books, await user.RequireBookAsync(cancellationToken), user.Source, user.SourceId, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> AttachAsync(Guid id, Guid transactionId, BookDatabase books, CurrentUser user, CancellationToken cancellationToken) =>
        Answer(await AttachReceipt.ExecuteAsync(id, transactionId, books, await user.RequireBookAsync(cancellationToken), user.Source, user.SourceId, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> DetachAsync(Guid id, Guid transactionId, BookDatabase books, CurrentUser user, CancellationToken cancellationToken) =>
        Answer(await DetachReceipt.ExecuteAsync(id, transactionId, books, await user.RequireBookAsync(cancellationToken), user.Source, user.SourceId, cancellationToken));

    private static async Task<Results<Ok<ProposalsBody>, ProblemHttpResult>> ProposeAsync(Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var matches = await books.ReadAsync(access, async db => await db.ReceiptAsync(access.BookId, id, cancellationToken) is null
            ? null
            : (await db.ReceiptMatchesAsync(access.BookId, [id], MostProposals, cancellationToken))[id].ToList(), cancellationToken);
        return matches is null
            ? Problems.From(NotFound)
            : TypedResults.Ok(new ProposalsBody([.. matches.Select(m => new ProposalBody(
                m.TransactionId, m.Date, m.Payee, m.Description, m.Amount, m.Currency, m.SameAmount, m.NamesPayee, m.DaysApart, m.HasReceipt))]));
    }

    private static Task<IResult> FileAsync(Guid id, HttpResponse response, ReceiptFolder folder, BookDatabase books, CurrentUser user, CancellationToken cancellationToken, bool download = false, bool open = false) =>
        ContentAsync(id, thumbnail: false, download, open, response, folder, books, user, cancellationToken);

    private static Task<IResult> ThumbnailAsync(Guid id, HttpResponse response, ReceiptFolder folder, BookDatabase books, CurrentUser user, CancellationToken cancellationToken) =>
        ContentAsync(id, thumbnail: true, download: false, open: false, response, folder, books, user, cancellationToken);

    /// <summary>
    /// What somebody uploaded is shown only as the picture that was encoded here. A PDF is saved by the browser, or opened by
    /// its viewer where somebody asks for that by a click: never within a page. Whatever it is, it runs nothing: a sandbox
    /// without rights, and no guessing of another type.
    /// </summary>
    private static async Task<IResult> ContentAsync(
        Guid id, bool thumbnail, bool download, bool open, HttpResponse response, ReceiptFolder folder, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var receipt = await books.ReadAsync(access, db => db.ReceiptAsync(access.BookId, id, cancellationToken), cancellationToken);
        if (receipt is null || (thumbnail && !receipt.HasThumbnail) || folder.Open(access.BookId, receipt.Sha256, thumbnail) is not { } content)
        {
            return Problems.From(NotFound);
        }

        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        // Kept by the browser, asked for again each time: who has signed out sees nothing.
        response.Headers.CacheControl = "private, no-cache";
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(receipt.Sha256)}{(thumbnail ? "-t" : "")}\"");
        var opened = (receipt.IsImage || open) && !download;
        if (opened && !receipt.IsImage)
        {
            // What the viewer names it when it is saved from there.
            var named = new ContentDispositionHeaderValue("inline");
            named.SetHttpFileName(receipt.FileName);
            response.Headers.ContentDisposition = named.ToString();
        }

        return TypedResults.Stream(
            content, thumbnail ? "image/webp" : receipt.ContentType, opened || thumbnail ? null : receipt.FileName, entityTag: tag, enableRangeProcessing: true);
    }

    private static Refusal NotFound => new(RefusalCodes.ReceiptNotFound, "There is no such receipt.");

    private static Results<NoContent, ProblemHttpResult> Answer(Outcome<Guid> outcome) => outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.NoContent();
}
