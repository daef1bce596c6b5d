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

/// <summary>What the page on CSV files sends: the roles of the columns and how dates and amounts are written.</summary>
internal sealed class CsvCorrectionForm
{
    public DateOrder DateOrder { get; set; }
    public string DecimalSign { get; set; } = ".";
    public bool InvertAmounts { get; set; }
    public List<CsvColumn> Columns { get; set; } = [];
}

/// <summary>Reads a CSV file again as the user says, remembers that for the account, and plans anew.</summary>
internal static class CorrectCsv
{
    public static void MapCsvCorrection(this IEndpointRouteBuilder app) =>
        app.MapPost("/imports/{id:guid}/csv", PostAsync).ExcludeFromDescription();

    private static async Task<RedirectHttpResult> PostAsync(
        Guid id, [FromForm] CsvCorrectionForm form, PlanImport plan, BookDatabase books, CurrentUser user, TimeProvider clock, CancellationToken cancellationToken)
    {
        var outcome = await ExecuteAsync(id, form, plan, books, await user.RequireBookAsync(cancellationToken), clock, cancellationToken);
        return TypedResults.Redirect($"/imports/{(outcome.Refusal is null ? outcome.Value : id)}");
    }

    public static async Task<Outcome<Guid>> ExecuteAsync(
        Guid id, CsvCorrectionForm form, PlanImport plan, BookDatabase books, BookAccess access, TimeProvider clock, CancellationToken cancellationToken)
    {
        var import = await books.ReadAsync(access, db => db.ImportAsync(access.BookId, id, cancellationToken), cancellationToken);
        if (import is not { Content: { } content, Csv: { } csv, AccountId: { } accountId } || import.Status() == "committed")
        {
            return new Refusal(RefusalCodes.ImportNotFound, "There is no such import whose file could be read again.");
        }

        var reading = JsonSerializer.Deserialize<CsvReading>(csv)!;
        var profile = reading.Profile with
        {
            DateOrder = form.DateOrder,
            DecimalSign = form.DecimalSign == "," ? ',' : '.',
            InvertAmounts = form.InvertAmounts,
            Columns = form.Columns,
        };
        await using var file = new MemoryStream(content, writable: false);
        var planned = await plan.ExecuteAsync(accountId, file, new UploadOptions(import.FileName, profile), access, cancellationToken);
        if (planned.Refusal is { } refusal)
        {
            return refusal;
        }

        return await books.PlanAsync<Guid>(access, async db =>
        {
            await RememberProfile.ExecuteAsync(db, access.BookId, accountId, reading.Shape, profile, "", clock.GetUtcNow(), cancellationToken);
            await db.Imports.Where(i => i.BookId == access.BookId && i.Id == id).ExecuteDeleteAsync(cancellationToken);
            return planned.Required.Import.Id;
        }, cancellationToken);
    }
}
