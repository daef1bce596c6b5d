using System.Runtime.CompilerServices;
using System.Text.Json;
using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Rules;
using FinanceAspire.Ledger.Statements;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Imports;

internal sealed record StatementBody(DateOnly? From, DateOnly? To, decimal? OpeningBalance, decimal? ClosingBalance);

internal sealed record ReasonBody(string Code, string Text, Guid? TransactionId);

/// <param name="Row">Number in the plan, from 1.</param>
/// <param name="Line">Line of the file.</param>
/// <param name="Splits">Parts with an account of their own; empty for one other side.</param>
internal sealed record ImportRowBody(
    int Row, int Line, DateOnly Date, decimal Amount, string Payee, string BankPayee, string Description, string? BankId, string Decision, ReasonBody Reason, Guid? AccountId,
    IReadOnlyList<PlannedPart> Splits, IReadOnlyList<string> Tags)
{
    public static ImportRowBody Of(ImportRow r) => new(
        r.Row, r.Line, r.Date, r.Amount, r.BookedPayee, r.Payee, r.BookedDescription ?? r.Description, r.BankId, r.Decision, new(r.ReasonCode, r.ReasonText, r.MatchedTransactionId), r.OtherAccountId,
        r.Splits is { } json ? JsonSerializer.Deserialize<List<PlannedPart>>(json, JsonSerializerOptions.Web)! : [], r.Tags);
}

internal sealed record ProblemBody(int Line, string Code, string Text, string? Raw);

internal sealed record ImportBody(
    Guid Id, Guid? AccountId, string Status, string FileName, string Format, string Currency, StatementBody Statement, decimal? OpeningEntry,
    IAsyncEnumerable<ImportRowBody> Rows, IReadOnlyList<ProblemBody> Problems)
{
    /// <summary>Rows become JSON one by one: a hundred thousand are never held at once.</summary>
    public static ImportBody Of(Import i, IAsyncEnumerable<ImportRow> rows) => new(
        i.Id, i.AccountId, i.Status(), i.FileName, i.Format, i.Currency,
        new(i.StatementFrom, i.StatementTo, i.OpeningBalance, i.ClosingBalance), i.OpeningAmount,
        rows.Select(ImportRowBody.Of),
        [.. JsonSerializer.Deserialize<List<StatementProblem>>(i.Problems)!.Where(p => p.Code != ImportTarget.NumberInFile).Select(p => new ProblemBody(p.Line, p.Code, p.Text, p.Raw))]);
}

internal sealed record ImportSummary(Guid Id, Guid? AccountId, string Status, string FileName, string Format, DateTimeOffset CreatedAt);

internal sealed record ImportListBody(IReadOnlyList<ImportSummary> Items);

internal sealed record ProgressBody(string Status, string? Stage, int Done, int Total);

internal sealed record RevertBody(int Reverted);

/// <summary>The JSON door of imports.</summary>
internal static class ImportsApi
{
    public static RouteGroupBuilder MapImports(this RouteGroupBuilder api)
    {
        var imports = api.MapGroup("/imports").WithTags("Imports");
        api.MapPost("/accounts/{id:guid}/imports", PlanAsync).WithTags("Imports").WithName("PlanImport")
            .WithSummary("Upload a bank's file, as the body or as multipart field 'file'; answers with the plan")
            .WithMetadata(new RequestSizeLimitAttribute(OversizedUploads.MaxUpload), new RequestFormLimitsAttribute { MultipartBodyLengthLimit = OversizedUploads.MaxUpload });
        imports.MapGet("", ListAsync).WithName("ListImports").WithSummary("Imports and their state, newest first");
        imports.MapPost("", PlanBookAsync).WithName("PlanBookImport").WithSummary("Upload a whole book: a journal, or the export of another program")
            .WithMetadata(new RequestSizeLimitAttribute(OversizedUploads.MaxUpload), new RequestFormLimitsAttribute { MultipartBodyLengthLimit = OversizedUploads.MaxUpload });
        imports.MapGet("/{id:guid}", GetAsync).WithName("GetImport").WithSummary("The stored plan and its state");
        imports.MapGet("/{id:guid}/progress", ProgressAsync).WithName("GetImportProgress").WithSummary("The state of an import, and how far its commit has come");
        imports.MapPatch("/{id:guid}/rows/{row:int}", AmendAsync).WithName("AmendImportRow").WithSummary("Decide about one row");
        imports.MapPost("/{id:guid}/commit", CommitAsync).WithName("CommitImport").WithSummary("Book exactly the stored plan");
        imports.MapPost("/{id:guid}/revert", RevertAsync).WithName("RevertImport").WithSummary("Take the import back, whenever");
        return api;
    }

    private static Task<IResult> PlanAsync(
        Guid id, HttpRequest request, PlanImport plan, CurrentUser user, CancellationToken cancellationToken,
        string? file_name = null, Guid? profile_id = null, string? statement_account = null) =>
        UploadAsync(request, (file, options, access) => plan.ExecuteAsync(id, file, options with { ProfileId = profile_id, StatementAccount = statement_account }, access, cancellationToken), file_name, user, cancellationToken);

    private static Task<IResult> PlanBookAsync(HttpRequest request, PlanImport plan, CurrentUser user, CancellationToken cancellationToken, string? file_name = null) =>
        UploadAsync(request, (file, options, access) => plan.ExecuteBookAsync(file, options, access, cancellationToken), file_name, user, cancellationToken);

    private static async Task<IResult> UploadAsync(
        HttpRequest request, Func<Stream, UploadOptions, BookAccess, Task<Outcome<StoredPlan>>> plan, string? fileName, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        Outcome<StoredPlan> outcome;
        if (request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true)
        {
            var form = await request.ReadFormAsync(cancellationToken);
            if (form.Files.GetFile("file") is not { } file)
            {
                return Malformed.Field("file", "The form has no field 'file'.");
            }

            await using var content = file.OpenReadStream();
            outcome = await plan(content, new UploadOptions(fileName ?? file.FileName, Profile(form["profile"])), access);
        }
        else
        {
            outcome = await plan(request.Body, new UploadOptions(fileName ?? ""), access);
        }

        return outcome.Refusal is { } refusal
            ? Problems.From(refusal)
            : TypedResults.Created($"/api/v1/imports/{outcome.Required.Import.Id}", ImportBody.Of(outcome.Required.Import, outcome.Required.Rows.ToAsyncEnumerable()));
    }

    private static async Task<Ok<ImportListBody>> ListAsync(BookDatabase books, CurrentUser user, CancellationToken cancellationToken, Guid? account_id = null, int limit = 100)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var imports = await books.ReadAsync(access, db => db.Imports.Include(i => i.CommitOperation)
            .Where(i => i.BookId == access.BookId && (account_id == null || i.AccountId == account_id)).OrderByDescending(i => i.CreatedAt).Take(Math.Clamp(limit, 1, 1000))
            .Select(i => new { i.Id, i.AccountId, i.FileName, i.Format, i.CreatedAt, i.CommitOperationId, Undone = i.CommitOperation!.UndoneById }).ToListAsync(cancellationToken), cancellationToken);
        return TypedResults.Ok(new ImportListBody([.. imports.Select(i => new ImportSummary(
            i.Id, i.AccountId, i.CommitOperationId is null ? "planned" : i.Undone is null ? "committed" : "reverted", i.FileName, i.Format, i.CreatedAt))]));
    }

    private static async Task<Results<Ok<ImportBody>, ProblemHttpResult>> GetAsync(
        Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken) =>
        await BodyAsync(books, await user.RequireBookAsync(cancellationToken), id, cancellationToken) is { } body
            ? TypedResults.Ok(body)
            : Problems.From(new Refusal(RefusalCodes.ImportNotFound, "There is no such import."));

    private static async Task<Results<Ok<ImportRowBody>, ProblemHttpResult>> AmendAsync(
        Guid id, int row, ImportRowRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await AmendImportRow.ExecuteAsync(id, row, request, books, access, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(ImportRowBody.Of(outcome.Value!));
    }

    private static async Task<Results<Ok<ImportResult>, ProblemHttpResult>> CommitAsync(
        Guid id, BookDatabase books, CurrentUser user, IHostApplicationLifetime host, CancellationToken cancellationToken, bool only_if_clean = false)
    {
        // Who has asked for it may go away: what has begun is finished, and found when they come back.
        var outcome = await CommitImport.ExecuteAsync(id, only_if_clean, books, await user.RequireBookAsync(cancellationToken), host.ApplicationStopping);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(outcome.Value!);
    }

    private static async Task<Results<Ok<ProgressBody>, ProblemHttpResult>> ProgressAsync(Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        return await books.ReadAsync(access, async db =>
            await db.Imports.Where(i => i.BookId == access.BookId && i.Id == id).Select(i => new { i.CommitOperationId, Undone = i.CommitOperation!.UndoneById }).SingleOrDefaultAsync(cancellationToken) is not { } import
                ? null
                : await ImportProgress.LastAsync(db, access.BookId, id, cancellationToken) is var stage && import.CommitOperationId is null
                    ? new ProgressBody(stage is null ? "planned" : "committing", stage?.Stage, stage?.Done ?? 0, stage?.Total ?? 0)
                    : new ProgressBody(import.Undone is null ? "committed" : "reverted", null, 0, 0), cancellationToken) is { } body
            ? TypedResults.Ok(body)
            : Problems.From(new Refusal(RefusalCodes.ImportNotFound, "There is no such import."));
    }

    private static async Task<Results<Ok<RevertBody>, ProblemHttpResult>> RevertAsync(
        Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var outcome = await RevertImport.ExecuteAsync(id, books, await user.RequireBookAsync(cancellationToken), cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(new RevertBody(outcome.Value));
    }

    private static async Task<ImportBody?> BodyAsync(BookDatabase books, BookAccess access, Guid id, CancellationToken cancellationToken) =>
        await books.ReadAsync(access, db => db.ImportAsync(access.BookId, id, cancellationToken), cancellationToken) is { } import
            ? ImportBody.Of(import, RowsAsync(books, access, id, cancellationToken))
            : null;

    /// <summary>The rows of a stored plan, some thousands at a time: a client that is slow to take them holds no connection.</summary>
    private static async IAsyncEnumerable<ImportRow> RowsAsync(BookDatabase books, BookAccess access, Guid id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int Step = 5_000;
        for (var (after, isMore) = (0, true); isMore;)
        {
            var last = after;
            var rows = await books.ReadAsync(access, db => db.ImportRows
                .Where(r => r.BookId == access.BookId && r.ImportId == id && r.Row > last).OrderBy(r => r.Row).Take(Step).ToListAsync(cancellationToken), cancellationToken);
            foreach (var row in rows)
            {
                yield return row;
                after = row.Row;
            }

            isMore = rows.Count == Step;
        }
    }

    private static CsvProfile? Profile(string? json)
    {
        try
        {
            return string.IsNullOrEmpty(json) ? null : JsonSerializer.Deserialize<CsvProfile>(json, JsonSerializerOptions.Web);
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("The profile is not JSON.", e);
        }
    }
}
