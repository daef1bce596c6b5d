using System.ComponentModel.DataAnnotations;
using FinanceAspire.Data;
using FinanceAspire.Data.Bookkeeping;
using FinanceAspire.Data.Entities;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Schedules;
using FinanceAspire.Ledger.Transactions;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FinanceAspire.Web.Features.Schedules;

internal sealed record ScheduledPostingRequest
{
    public Guid AccountId { get; init; }
    public decimal Quantity { get; init; }
    public decimal? Value { get; init; }

    [StringLength(4000)]
    public string? Memo { get; init; }
}

internal sealed record ScheduleRequest
{
    public Guid? Id { get; init; }

    [Required(AllowEmptyStrings = true), StringLength(1000)]
    public string Name { get; init; } = "";

    [StringLength(500)]
    public string? Payee { get; init; }

    [StringLength(4000)]
    public string? Description { get; init; }

    [Required]
    public string Currency { get; init; } = "";

    [MaxLength(50)]
    public IReadOnlyList<string>? Tags { get; init; }

    [Required]
    public DateOnly? StartsOn { get; init; }
    public int Every { get; init; } = 1;

    [RegularExpression("day|week|month|year", ErrorMessage = "period is 'day', 'week', 'month' or 'year'.")]
    public string Period { get; init; } = "month";
    public DateOnly? EndsOn { get; init; }

    [RegularExpression("stay|before|after", ErrorMessage = "weekends is 'stay', 'before' or 'after'.")]
    public string Weekends { get; init; } = "stay";

    [Range(0, 366)]
    public int RemindDays { get; init; } = 7;
    public bool Automatic { get; init; }

    /// <summary>The version that was edited; null: whatever is there. If-Match says the same.</summary>
    public int? Version { get; init; }

    [Required, MaxLength(500)]
    public IReadOnlyList<ScheduledPostingRequest> Postings { get; init; } = [];

    public ScheduleDraft ToDraft() => new(
        Name,
        new(StartsOn!.Value, Currency, [.. Postings.Select(p => new PostingDraft(p.AccountId, p.Quantity, p.Value, p.Memo ?? ""))]) { Payee = Payee ?? "", Description = Description ?? "", Tags = Tags ?? [] },
        new(StartsOn.Value, Every, Enum.Parse<RecurrencePeriod>(Period, ignoreCase: true), EndsOn, Enum.Parse<WeekendRule>(Weekends, ignoreCase: true)), RemindDays, Automatic);
}

internal sealed record EnterRequest
{
    public DateOnly? Date { get; init; }
    public Guid? TransactionId { get; init; }

    [Required]
    public DateOnly? ExpectedOn { get; init; }
}

internal sealed record SkipRequest
{
    [Required]
    public DateOnly? ExpectedOn { get; init; }
}

internal sealed record ScheduledPostingBody(Guid AccountId, decimal Quantity, decimal Value, string Memo);

internal sealed record ScheduleBody(
    Guid Id, string Name, string Payee, string Description, string Currency, IReadOnlyList<string> Tags, DateOnly StartsOn, int Every, string Period, DateOnly? EndsOn,
    string Weekends, DateOnly? NextOn, DateOnly? DueOn, int RemindDays, bool Automatic, int Version, IReadOnlyList<ScheduledPostingBody> Postings)
{
    public static ScheduleBody Of(ScheduledTransaction s) => new(
        s.Id, s.Name, s.Payee, s.Description, s.Currency, s.Tags, s.StartsOn, s.Every, Code(s.Period), s.EndsOn, Code(s.Weekends),
        s.NextOn, s.NextOn is { } next ? s.Recurrence.Booked(next) : null, s.RemindDays, s.Automatic, s.Version,
        [.. s.Postings.Select(p => new ScheduledPostingBody(p.AccountId, p.Quantity, p.Value, p.Memo))]);

    private static string Code<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}

internal sealed record SchedulesBody(IReadOnlyList<ScheduleBody> Items);

internal sealed record SettledBody(Guid OperationId, Guid? TransactionId, DateOnly? NextOn);

/// <summary>The JSON door of schedules.</summary>
internal static class SchedulesApi
{
    public static RouteGroupBuilder MapSchedules(this RouteGroupBuilder api)
    {
        var schedules = api.MapGroup("/schedules").WithTags("Schedules");
        schedules.MapGet("", ListAsync).WithName("ListSchedules").WithSummary("What comes again, the next first");
        schedules.MapPost("", AddAsync).WithName("AddSchedule").WithSummary("Make a schedule");
        schedules.MapGet("/{id:guid}", GetAsync).WithName("GetSchedule").WithSummary("One schedule; its ETag goes into If-Match");
        schedules.MapPut("/{id:guid}", PutAsync).WithName("PutSchedule").WithSummary("Make a schedule under your id, or change it");
        schedules.MapDelete("/{id:guid}", RemoveAsync).WithName("RemoveSchedule").WithSummary("Remove a schedule; undo brings it back");
        schedules.MapPost("/{id:guid}/enter", EnterAsync).WithName("EnterSchedule").WithSummary("Record the transaction of its next day");
        schedules.MapPost("/{id:guid}/skip", SkipAsync).WithName("SkipSchedule").WithSummary("Be done with its next day without a transaction");
        return api;
    }

    private static async Task<Ok<SchedulesBody>> ListAsync(BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        return TypedResults.Ok(new SchedulesBody([.. (await books.ReadAsync(access, db => db.SchedulesAsync(access.BookId, cancellationToken), cancellationToken)).Select(ScheduleBody.Of)]));
    }

    private static async Task<Results<Ok<ScheduleBody>, ProblemHttpResult>> GetAsync(
        Guid id, HttpResponse response, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        if (await books.ReadAsync(access, db => db.ScheduleAsync(access.BookId, id, cancellationToken), cancellationToken) is not { } schedule)
        {
            return Problems.From(new Refusal(RefusalCodes.ScheduleNotFound, "There is no such schedule."));
        }

        EntityTags.Write(response, schedule.Version);
        return TypedResults.Ok(ScheduleBody.Of(schedule));
    }

    private static Task<IResult> AddAsync(ScheduleRequest request, HttpContext http, BookDatabase books, CurrentUser user, CancellationToken cancellationToken) =>
        SaveAsync(request.Id ?? Guid.CreateVersion7(), request, http, books, user, cancellationToken);

    private static Task<IResult> PutAsync(Guid id, ScheduleRequest request, HttpContext http, BookDatabase books, CurrentUser user, CancellationToken cancellationToken) =>
        SaveAsync(id, request, http, books, user, cancellationToken);

    private static async Task<IResult> SaveAsync(Guid id, ScheduleRequest request, HttpContext http, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await SaveSchedule.ExecuteAsync(
            id, request.ToDraft(), EntityTags.Expected(http.Request) ?? request.Version, books, access, user.Source, user.SourceId, cancellationToken);
        if (outcome.Refusal is { } refusal)
        {
            return Problems.From(refusal);
        }

        var stored = (await books.ReadAsync(access, db => db.ScheduleAsync(access.BookId, id, cancellationToken), cancellationToken))!;
        EntityTags.Write(http.Response, stored.Version);
        return outcome.Value!.IsNew ? TypedResults.Created($"/api/v1/schedules/{id}", ScheduleBody.Of(stored)) : TypedResults.Ok(ScheduleBody.Of(stored));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var outcome = await RemoveSchedule.ExecuteAsync(id, books, await user.RequireBookAsync(cancellationToken), user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<SettledBody>, ProblemHttpResult>> EnterAsync(
        Guid id, EnterRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken) =>
        Of(await ScheduleEntry.EnterAsync(books, await user.RequireBookAsync(cancellationToken), id, request.ExpectedOn!.Value, request.Date, request.TransactionId, cancellationToken));

    private static async Task<Results<Ok<SettledBody>, ProblemHttpResult>> SkipAsync(
        Guid id, SkipRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken) =>
        Of(await ScheduleEntry.SkipAsync(books, await user.RequireBookAsync(cancellationToken), id, request.ExpectedOn!.Value, cancellationToken));

    private static Results<Ok<SettledBody>, ProblemHttpResult> Of(Outcome<SettledDay> outcome) =>
        outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(new SettledBody(outcome.Value!.OperationId, outcome.Value.TransactionId, outcome.Value.NextOn));
}
