using System.ComponentModel.DataAnnotations;
using FinanceAspire.Data;
using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Ledger.Rules;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Rules;

/// <param name="Match"><c>all</c> or <c>any</c>.</param>
internal sealed record RuleBody(
    Guid? Id, [property: Required, StringLength(200)] string? Name, bool? Enabled, [property: RegularExpression("all|any")] string? Match, int? Ordinal,
    [property: Required] IReadOnlyList<RuleCondition>? Conditions, [property: Required] IReadOnlyList<RuleAction>? Actions)
{
    public static RuleBody Of(StoredRule stored)
    {
        var rule = stored.ToRule();
        return new(stored.Id, stored.Name, stored.Enabled, stored.MatchAll ? "all" : "any", stored.Ordinal, rule.Conditions, rule.Actions);
    }

    public Rule ToRule(Guid id) => new(id, Name!) { Enabled = Enabled ?? true, MatchAll = Match != "any", Conditions = Conditions!, Actions = Actions! };
}

internal sealed record RulesBody(IReadOnlyList<RuleBody> Items);

/// <summary>The JSON door of rules.</summary>
internal static class RulesApi
{
    public static void MapRules(this RouteGroupBuilder api)
    {
        var rules = api.MapGroup("/rules").WithTags("Rules");
        rules.MapGet("", ListAsync).WithName("ListRules").WithSummary("Rules in the order in which they are tried");
        rules.MapPost("", AddAsync).WithName("AddRule").WithSummary("Add a rule at the end, or at the place that is named");
        rules.MapPost("/test", TestAsync).WithName("TestRule").WithSummary("What a rule that is not saved would change in the past");
        rules.MapGet("/{id:guid}", GetAsync).WithName("GetRule").WithSummary("One rule");
        rules.MapPut("/{id:guid}", PutAsync).WithName("PutRule").WithSummary("Add or replace a rule");
        rules.MapDelete("/{id:guid}", RemoveAsync).WithName("RemoveRule").WithSummary("Remove a rule; what it did stays, undo brings it back");
        rules.MapPost("/{id:guid}/test", TestStoredAsync).WithName("TestStoredRule").WithSummary("What the rule would change in the past");
        rules.MapPost("/{id:guid}/run", RunAsync).WithName("RunRule").WithSummary("Run the rule over the past as one operation");
    }

    private static async Task<Ok<RulesBody>> ListAsync(BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var stored = await books.ReadAsync(access, db => db.Rules.Where(r => r.BookId == access.BookId).OrderBy(r => r.Ordinal).ThenBy(r => r.Id).ToListAsync(cancellationToken), cancellationToken);
        return TypedResults.Ok(new RulesBody([.. stored.Select(RuleBody.Of)]));
    }

    private static async Task<Results<Ok<RuleBody>, ProblemHttpResult>> GetAsync(Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken) =>
        await StoredAsync(id, books, await user.RequireBookAsync(cancellationToken), cancellationToken) is { } stored ? TypedResults.Ok(RuleBody.Of(stored)) : Problems.From(Missing);

    private static async Task<Results<Created<RuleBody>, ProblemHttpResult>> AddAsync(RuleBody body, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await SaveRule.ExecuteAsync(body.ToRule(body.Id ?? Guid.CreateVersion7()), body.Ordinal, books, access, user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Created($"/api/v1/rules/{outcome.Value!.Id}", RuleBody.Of(outcome.Value));
    }

    private static async Task<Results<Ok<RuleBody>, ProblemHttpResult>> PutAsync(Guid id, RuleBody body, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var outcome = await SaveRule.ExecuteAsync(body.ToRule(id), body.Ordinal, books, access, user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(RuleBody.Of(outcome.Value!));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var outcome = await RemoveRule.ExecuteAsync(id, books, await user.RequireBookAsync(cancellationToken), user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<RuleRun>, ProblemHttpResult>> TestAsync(RuleBody body, BookDatabase books, CurrentUser user, CancellationToken cancellationToken) =>
        Answer(await RunRule.TestAsync(body.ToRule(body.Id ?? Guid.Empty), books, await user.RequireBookAsync(cancellationToken), cancellationToken));

    private static async Task<Results<Ok<RuleRun>, ProblemHttpResult>> TestStoredAsync(Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        return await StoredAsync(id, books, access, cancellationToken) is { } stored
            ? Answer(await RunRule.TestAsync(stored.ToRule(), books, access, cancellationToken))
            : Problems.From(Missing);
    }

    private static async Task<Results<Ok<RuleRun>, ProblemHttpResult>> RunAsync(Guid id, BookDatabase books, CurrentUser user, CancellationToken cancellationToken, bool dry_run = false) =>
        dry_run
            ? await TestStoredAsync(id, books, user, cancellationToken)
            : Answer(await RunRule.ExecuteAsync(id, books, await user.RequireBookAsync(cancellationToken), cancellationToken));

    private static Results<Ok<RuleRun>, ProblemHttpResult> Answer(Outcome<RuleRun> outcome) =>
        outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(outcome.Value!);

    private static Task<StoredRule?> StoredAsync(Guid id, BookDatabase books, BookAccess access, CancellationToken cancellationToken) =>
        books.ReadAsync(access, db => db.Rules.SingleOrDefaultAsync(r => r.BookId == access.BookId && r.Id == id, cancellationToken), cancellationToken);

    private static Refusal Missing => new(RefusalCodes.RuleNotFound, "There is no such rule.");
}
