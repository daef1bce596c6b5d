using System.Globalization;
using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.Features.Reports;

internal sealed record BalanceRowBody(Guid AccountId, string Path, string Type, decimal Amount, string Currency, decimal? Converted, string PostingsUrl);

/// <summary>Totals are in the book's currency and null where a rate is missing; left_out counts the accounts without one.</summary>
internal sealed record BalanceSheetBody(
    DateOnly Date, string Currency, IReadOnlyList<BalanceRowBody> Items, decimal? Assets, decimal? Liabilities, decimal? NetWorth, int LeftOut);

internal sealed record NetWorthRowBody(
    string Month, decimal? Amount, string Currency, decimal KnownAmount, decimal KnownAssets, decimal KnownLiabilities, long LeftOut, string PostingsUrl);

internal sealed record NetWorthBody(IReadOnlyList<NetWorthRowBody> Items);

internal sealed record IncomeRowBody(string Month, Guid AccountId, string Path, string Type, decimal Amount, string Currency, decimal? Converted, string PostingsUrl);

internal sealed record IncomeStatementBody(IReadOnlyList<IncomeRowBody> Items, string Currency, decimal? Income, decimal? Expenses, decimal? Net, int LeftOut);

/// <summary>The JSON door of reports. Every row says which postings it is made of.</summary>
internal static class ReportsApi
{
    private const int MostMonths = 1200;

    public static RouteGroupBuilder MapReports(this RouteGroupBuilder api)
    {
        var reports = api.MapGroup("/reports").WithTags("Reports");
        reports.MapGet("/balance-sheet", BalanceSheetAsync).WithName("BalanceSheet").WithSummary("What is owned and owed on a day; as_of shows it as the book stood at a past moment");
        reports.MapGet("/net-worth", NetWorthAsync).WithName("NetWorth").WithSummary("Assets less liabilities at the end of each month");
        reports.MapGet("/income-statement", IncomeStatementAsync).WithName("IncomeStatement").WithSummary("Income and expenses by category and month");
        return api;
    }

    private static async Task<Ok<BalanceSheetBody>> BalanceSheetAsync(
        BookDatabase books, CurrentUser user, TimeProvider clock, CancellationToken cancellationToken, DateOnly? date = null, DateTimeOffset? as_of = null)
    {
        var access = await user.RequireBookAsync(cancellationToken);
        var day = date ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var (lines, currency) = await books.ReadAsync(access, async db => (
            await db.BalanceSheetAsync(access.BookId, day, as_of is { } moment ? await db.VersionAsOfAsync(moment, cancellationToken) : null, cancellationToken),
            await CurrencyAsync(db, access.BookId, cancellationToken)), cancellationToken);
        decimal? Total(params string[] types) => BalanceTotals.Of(lines.Where(l => types.Contains(l.TypeCode)).Select(l => l.Converted));
        return TypedResults.Ok(new BalanceSheetBody(
            day, currency,
            [.. lines.Select(l => new BalanceRowBody(l.AccountId, l.Path, l.TypeCode, l.Balance, l.Currency, l.Converted, Postings(l.AccountId, null, day)))],
            Total("asset"), Total("liability"), Total("asset", "liability"), lines.Count(l => l.Converted is null)));
    }

    private static async Task<Results<Ok<NetWorthBody>, ProblemHttpResult>> NetWorthAsync(
        DateOnly from, DateOnly to, BookDatabase books, CurrentUser user, CancellationToken cancellationToken, string interval = "month")
    {
        if (Refused(from, to, interval) is { } refused)
        {
            return refused;
        }

        var access = await user.RequireBookAsync(cancellationToken);
        var (lines, currency) = await books.ReadAsync(access, async db => (
            await db.NetWorthAsync(access.BookId, from, to, cancellationToken), await CurrencyAsync(db, access.BookId, cancellationToken)), cancellationToken);
        return TypedResults.Ok(new NetWorthBody([.. lines.Select(l => new NetWorthRowBody(
            Month(l.Month), l.LeftOut == 0 ? l.Known : null, currency, l.Known, l.Assets, l.Liabilities, l.LeftOut,
            string.Create(CultureInfo.InvariantCulture, $"/api/v1/transactions?to={l.Month.AddMonths(1).AddDays(-1):yyyy-MM-dd}")))]));
    }

    private static async Task<Results<Ok<IncomeStatementBody>, ProblemHttpResult>> IncomeStatementAsync(
        DateOnly from, DateOnly to, BookDatabase books, CurrentUser user, CancellationToken cancellationToken, string interval = "month")
    {
        if (Refused(from, to, interval) is { } refused)
        {
            return refused;
        }

        var access = await user.RequireBookAsync(cancellationToken);
        var (lines, currency) = await books.ReadAsync(access, async db => (
            await db.IncomeStatementAsync(access.BookId, from, to, cancellationToken), await CurrencyAsync(db, access.BookId, cancellationToken)), cancellationToken);
        // Shown as people speak: income counts up, so do expenses; in the ledger income is negative.
        var income = -BalanceTotals.Of(lines.Where(l => l.TypeCode == "income").Select(l => l.Converted));
        var expenses = BalanceTotals.Of(lines.Where(l => l.TypeCode == "expense").Select(l => l.Converted));
        return TypedResults.Ok(new IncomeStatementBody(
            [.. lines.Select(l => new IncomeRowBody(
                Month(l.Month), l.AccountId, l.Path, l.TypeCode, l.Amount, l.Currency, l.Converted,
                Postings(l.AccountId, l.Month > from ? l.Month : from, l.Month.AddMonths(1).AddDays(-1) < to ? l.Month.AddMonths(1).AddDays(-1) : to)))],
            currency, income, expenses, income - expenses, lines.Count(l => l.Converted is null)));
    }

    private static ProblemHttpResult? Refused(DateOnly from, DateOnly to, string interval) =>
        interval != "month" ? Malformed.Field("interval", "The interval is 'month'.")
        : to < from ? Malformed.Field("to", "The end lies before the beginning.")
        : ((to.Year - from.Year) * 12) + to.Month - from.Month >= MostMonths ? Malformed.Field("from", $"At most {MostMonths} months are reported at once.")
        : null;

    private static Task<string> CurrencyAsync(LedgerDbContext db, Guid bookId, CancellationToken cancellationToken) =>
        db.Books.Where(b => b.Id == bookId).Select(b => b.Currency).SingleAsync(cancellationToken);

    private static string Month(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string Postings(Guid account, DateOnly? from, DateOnly to) =>
        string.Create(CultureInfo.InvariantCulture, $"/api/v1/accounts/{account}/register?{(from is { } first ? $"from={first:yyyy-MM-dd}&" : "")}to={to:yyyy-MM-dd}");
}
