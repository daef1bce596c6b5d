using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Ledger.Budgets;
using FinanceAspire.Ledger.Refusals;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FinanceAspire.Web.Features.Budgets;

internal sealed record EnvelopeRequest
{
    public Guid AccountId { get; init; }

    /// <summary>What the category gets in the month; null leaves it.</summary>
    public decimal? Budgeted { get; init; }

    /// <summary>What goes on to the next month; null leaves it, which is 'surplus' for a new envelope.</summary>
    [RegularExpression("none|surplus|both", ErrorMessage = "rollover is 'none', 'surplus' or 'both'.")]
    public string? Rollover { get; init; }
}

internal sealed record BudgetRequest
{
    [Required, MaxLength(1000)]
    public IReadOnlyList<EnvelopeRequest> Envelopes { get; init; } = [];
}

internal sealed record FillBudgetRequest
{
    [Required, RegularExpression("last_month|average", ErrorMessage = "from is 'last_month' or 'average'.")]
    public string From { get; init; } = "";
}

internal sealed record EnvelopeBody(
    Guid AccountId, string Name, string Currency, decimal Budgeted, decimal Activity, decimal Carryover, decimal Available, string Rollover);

internal sealed record SpentBody(Guid AccountId, string Name, string Currency, decimal Activity);

internal sealed record ToBudgetBody(string Currency, decimal Amount, decimal OnAccounts);

internal sealed record BudgetBody(string Month, IReadOnlyList<ToBudgetBody> ToBudget, IReadOnlyList<EnvelopeBody> Envelopes, IReadOnlyList<SpentBody> Unbudgeted)
{
    public static BudgetBody Of(MonthBudget month)
    {
        var (budget, categories) = (month.Budget, month.Categories.ToDictionary(c => c.Id));
        return new(
            SetBudget.Named(budget.Month),
            [.. budget.ToBudget.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => new ToBudgetBody(t.Key, t.Value, month.OnAccounts.GetValueOrDefault(t.Key)))],
            [.. budget.Envelopes.Select(e => (e, c: categories[e.AccountId])).Select(x => new EnvelopeBody(
                x.e.AccountId, x.c.Name, x.c.Currency, x.e.Budgeted, x.e.Activity, x.e.Carryover, x.e.Available, x.e.Rollover.ToString().ToLowerInvariant()))],
            [.. budget.Unbudgeted.Select(e => new SpentBody(e.AccountId, categories[e.AccountId].Name, categories[e.AccountId].Currency, e.Activity))]);
    }
}

/// <summary>The JSON door of budgets.</summary>
internal static class BudgetsApi
{
    public static RouteGroupBuilder MapBudgets(this RouteGroupBuilder api)
    {
        var budgets = api.MapGroup("/budgets").WithTags("Budgets");
        budgets.MapGet("/{month}", GetAsync).WithName("GetBudget").WithSummary("A month's budget: what each envelope got, what was spent, what is available, and what is left to budget");
        budgets.MapPut("/{month}", SetAsync).WithName("SetBudget").WithSummary("Set what categories get in a month; those that are not named stay as they are");
        budgets.MapPost("/{month}/fill", FillAsync).WithName("FillBudget").WithSummary("Fill in what has no figure yet, from the month before or from what was spent on average");
        budgets.MapDelete("/envelopes/{accountId:guid}", RemoveAsync).WithName("RemoveEnvelope").WithSummary("A category has no budget any more; undo brings it back");
        return api;
    }

    /// <summary>"2026-11"; no month where money has been counted otherwise.</summary>
    internal static bool TryReadMonth(string? text, out DateOnly month) =>
        DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out month) && month.Year is >= 1900 and <= 2999;

    private static async Task<Results<Ok<BudgetBody>, ProblemHttpResult>> GetAsync(string month, BookDatabase books, CurrentUser user, CancellationToken cancellationToken) =>
        TryReadMonth(month, out var first) ? TypedResults.Ok(await BodyAsync(first, books, await user.RequireBookAsync(cancellationToken), cancellationToken)) : NoMonth;

    private static async Task<Results<Ok<BudgetBody>, ProblemHttpResult>> SetAsync(
        string month, BudgetRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        if (!TryReadMonth(month, out var first))
        {
            return NoMonth;
        }

        var access = await user.RequireBookAsync(cancellationToken);
        var changes = request.Envelopes.Select(e => new EnvelopeChange(e.AccountId, e.Budgeted, e.Rollover is { } code ? Enum.Parse<Rollover>(code, ignoreCase: true) : null)).ToList();
        return await AnswerAsync((await SetBudget.ExecuteAsync(first, changes, books, access, user.Source, user.SourceId, cancellationToken)).Refusal, first, books, access, cancellationToken);
    }

    private static async Task<Results<Ok<BudgetBody>, ProblemHttpResult>> FillAsync(
        string month, FillBudgetRequest request, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        if (!TryReadMonth(month, out var first))
        {
            return NoMonth;
        }

        var access = await user.RequireBookAsync(cancellationToken);
        var from = request.From == "average" ? BudgetSource.Average : BudgetSource.LastMonth;
        return await AnswerAsync((await FillBudget.ExecuteAsync(first, from, books, access, user.Source, user.SourceId, cancellationToken)).Refusal, first, books, access, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid accountId, BookDatabase books, CurrentUser user, CancellationToken cancellationToken)
    {
        var outcome = await RemoveEnvelope.ExecuteAsync(accountId, books, await user.RequireBookAsync(cancellationToken), user.Source, user.SourceId, cancellationToken);
        return outcome.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<BudgetBody>, ProblemHttpResult>> AnswerAsync(Refusal? refusal, DateOnly month, BookDatabase books, BookAccess access, CancellationToken cancellationToken) =>
        refusal is null ? TypedResults.Ok(await BodyAsync(month, books, access, cancellationToken)) : Problems.From(refusal);

    private static async Task<BudgetBody> BodyAsync(DateOnly month, BookDatabase books, BookAccess access, CancellationToken cancellationToken) =>
        BudgetBody.Of(await books.ReadAsync(access, db => db.BudgetAsync(access.BookId, month, cancellationToken), cancellationToken));

    private static ProblemHttpResult NoMonth => Malformed.Field("month", "A month is written as 2026-11.");
}
