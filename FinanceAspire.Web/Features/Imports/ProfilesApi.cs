using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using FinanceAspire.Data;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Formats.Reading.Csv;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Imports;

/// <summary>A profile as it is shared: everything that reads one bank's files, nothing of whose they are.</summary>
internal sealed record ProfileBody(Guid? Id, [property: Required] Guid? AccountId, [property: StringLength(200)] string? Name, [property: Required, StringLength(100)] string? Shape, [property: Required] CsvProfile? Profile)
{
    public static ProfileBody Of(ImportProfile p) => new(p.Id, p.AccountId, p.Name, p.Shape, JsonSerializer.Deserialize<CsvProfile>(p.Profile));
}

internal sealed record ProfilesBody(IReadOnlyList<ProfileBody> Items);

/// <summary>Import profiles: listed, taken out as JSON, put in for another account or another book.</summary>
internal static class ProfilesApi
{
    public static void MapProfiles(this RouteGroupBuilder api)
    {
        var profiles = api.MapGroup("/import-profiles").WithTags("Imports");
        profiles.MapGet("", ListAsync).WithName("ListImportProfiles").WithSummary("How CSV files are read, by account and shape of the file");
        profiles.MapGet("/{id:guid}", GetAsync).WithName("GetImportProfile").WithSummary("One profile as JSON, to keep or share");
        profiles.MapPost("", AddAsync).WithName("AddImportProfile").WithSummary("Put a shared profile in for an account");
        profiles.MapDelete("/{id:guid}", RemoveAsync).WithName("RemoveImportProfile").WithSummary("Forget a profile");
    }

    private static async Task<Ok<ProfilesBody>> ListAsync(BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var stored = await books.ReadAsync(access, db => db.ImportProfiles.Where(p => p.BookId == access.BookId).OrderByDescending(p => p.UpdatedAt).ToListAsync(cancellationToken), cancellationToken);
        return TypedResults.Ok(new ProfilesBody([.. stored.Select(ProfileBody.Of)]));
    }

    private static async Task<Results<Ok<ProfileBody>, ProblemHttpResult>> GetAsync(Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        return await books.ReadAsync(access, db => db.ImportProfiles.SingleOrDefaultAsync(p => p.BookId == access.BookId && p.Id == id, cancellationToken), cancellationToken) is { } stored
            ? TypedResults.Ok(ProfileBody.Of(stored))
            : Problems.From(Missing);
    }

    private static async Task<Results<Created<ProfileBody>, ProblemHttpResult>> AddAsync(ProfileBody body, BookDatabase books, CurrentUser user, TimeProvider clock, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await books.PlanAsync<ImportProfile>(access, async db =>
            body.Profile!.Columns is not { Count: > 0 and <= 1000 }
                ? new Refusal(RefusalCodes.ImportProfileIsMalformed, "A profile says what each column holds.")
                : await db.AccountAsync(access.BookId, body.AccountId!.Value, cancellationToken) is null
                    ? new Refusal(RefusalCodes.AccountNotFound, "There is no such account.")
                    : await RememberProfile.ExecuteAsync(db, access.BookId, body.AccountId.Value, body.Shape!, body.Profile, body.Name ?? "", clock.GetUtcNow(), cancellationToken), cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Created($"/api/v1/import-profiles/{outcome.Value!.Id}", ProfileBody.Of(outcome.Value));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await books.PlanAsync<int>(access, async db =>
            await db.ImportProfiles.Where(p => p.BookId == access.BookId && p.Id == id).ExecuteDeleteAsync(cancellationToken) is > 0 and var n ? n : Missing, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.NoContent();
    }

    private static Refusal Missing => new(RefusalCodes.ImportProfileNotFound, "There is no such import profile.");
}
