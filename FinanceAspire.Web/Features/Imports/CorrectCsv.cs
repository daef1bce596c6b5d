using System.Text.Json;
using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Imports;

/// <summary>Reads a CSV file again as the user says: to look at what comes of it, or to remember it for the account and plan anew.</summary>
internal static class CorrectCsv
{
    public static void MapCsvCorrection(this IEndpointRouteBuilder app)
    {
        var csv = app.MapGroup("/imports/{id:guid}").ExcludeFromDescription();
        csv.MapPost("/csv", PostAsync);
        csv.MapGet("/csv", ShowAsync);
    }

    /// <summary>The part of the page that follows what is chosen, for the script that puts it in place.</summary>
    private static async Task<Results<RazorComponentResult<CsvTrialView>, NotFound>> ShowAsync(
        Guid id, HttpRequest request, BookDatabase books, CurrentUser user, UserClock clock, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        if (await OpenAsync(id, books, access, cancellationToken) is not { } open)
        {
            return TypedResults.NotFound();
        }

        var trial = await CsvTrial.ReadAsync(open.Content, open.Reading, CsvChoices.Of(request.Query), clock.Today, cancellationToken);
        return new RazorComponentResult<CsvTrialView>(new { Trial = trial });
    }

    private static async Task<RedirectHttpResult> PostAsync(
        Guid id, [FromForm] IFormCollection form, PlanImport plan, BookDatabase books, CurrentUser user, TimeProvider clock, CancellationToken cancellationToken)
    {
        var choices = CsvChoices.Of(form);
        if (form["Action"] == "show")
        {
            return TypedResults.Redirect($"/imports/{id}{choices.Query()}#csv");
        }

        var outcome = await ExecuteAsync(id, choices, plan, books, await user.RequireBookAsync(cancellationToken), clock, cancellationToken);
        return TypedResults.Redirect(outcome.Refusal is null ? $"/imports/{outcome.Value}" : $"/imports/{id}{choices.Query()}#csv");
    }

    public static async Task<Outcome<Guid>> ExecuteAsync(
        Guid id, CsvChoices choices, PlanImport plan, BookDatabase books, BookAccess access, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, books, access, cancellationToken) is not { } open)
        {
            return new Refusal(RefusalCodes.ImportNotFound, "There is no such import whose file could be read again.");
        }

        var profile = choices.Applied(open.Reading.Profile);
        return await plan.ReplaceAsync(
            id, open.AccountId, open.Content, new UploadOptions(open.FileName, profile),
            // The shape is what a file of the kind is found by before anybody has said how to read it.
            db => RememberProfile.ExecuteAsync(db, access.BookId, open.AccountId, open.Reading.Shape, profile, "", clock.GetUtcNow(), cancellationToken), access, cancellationToken);
    }

    private sealed record OpenCsv(byte[] Content, CsvReading Reading, Guid AccountId, string FileName);

    private static async Task<OpenCsv?> OpenAsync(Guid id, BookDatabase books, BookAccess access, CancellationToken cancellationToken) =>
        await books.ReadAsync(access, db => db.ImportAsync(access.BookId, id, cancellationToken), cancellationToken)
            is { Content: { } content, Csv: { } csv, AccountId: { } account } import && import.Status() != "committed"
            ? new(content, JsonSerializer.Deserialize<CsvReading>(csv)!, account, import.FileName)
            : null;
}
