using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>An account's balance on a day, and what that is in the book's currency; <see cref="Converted"/> is null where no rate is known.</summary>
public sealed record BalanceLine(Guid AccountId, string Path, string TypeCode, string Currency, decimal Balance, decimal? Converted);

/// <summary>Net worth at a month's end: what is known in the book's currency, and how many currencies were left out for want of a rate.</summary>
public sealed record NetWorthLine(DateOnly Month, decimal Assets, decimal Liabilities, long LeftOut)
{
    public decimal Known => Assets + Liabilities;
}

/// <summary>What went through an income or expense account in a month.</summary>
public sealed record IncomeLine(DateOnly Month, Guid AccountId, string Path, string TypeCode, string Currency, decimal Amount, decimal? Converted);

/// <summary>
/// Reports read the monthly sums, so they cost the same however many postings there are. Foreign amounts are converted by
/// the newest rate on or before the day (of a month: its last day) and rounded half away from zero to the book's currency.
/// </summary>
public static class ReportQueries
{
    /// <summary>Balances on a day: of the book as it stands, or with <paramref name="version"/> as it stood then.</summary>
    public static Task<List<BalanceLine>> BalanceSheetAsync(
        this LedgerDbContext db, Guid bookId, DateOnly date, long? version, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<BalanceLine>($"""
            with recursive tree as (
              select a.id, a.name as path, a.type, a.commodity from accounts a where a.book_id = (select {bookId}::uuid) and a.parent_id is null
              union all
              select a.id, t.path || ':' || a.name, a.type, a.commodity from tree t join accounts a on a.book_id = (select {bookId}::uuid) and a.parent_id = t.id
            ), sums as (
              select x.account_id, sum(x.quantity) as balance from (
                select m.account_id, m.quantity from account_month m
                  where {version}::bigint is null and m.book_id = (select {bookId}::uuid) and m.month < date_trunc('month', {date}::date)::date
                union all
                select p.account_id, p.quantity from accounts a
                  join postings p on p.book_id = a.book_id and p.account_id = a.id
                    and p.date >= date_trunc('month', {date}::date)::date and p.date <= {date}
                  where {version}::bigint is null and a.book_id = (select {bookId}::uuid)
                union all
                select p.account_id, p.quantity from postings_as_of({version}) p
                  where {version}::bigint is not null and p.book_id = (select {bookId}::uuid) and p.date <= {date}) x
                group by x.account_id
            )
            select a.id as account_id, a.path, a.type as type_code, a.commodity as currency, s.balance,
                   case when a.commodity = b.currency then s.balance else round(s.balance * price_on(a.commodity, b.currency, {date}), home.decimals) end as converted
              from sums s
              join tree a on a.id = s.account_id
              join books b on b.id = {bookId}
              join commodities home on home.book_id = b.id and home.code = b.currency
              where s.balance <> 0
              order by array_position(array['asset', 'liability', 'equity', 'income', 'expense'], a.type), a.path
            """).ToListAsync(cancellationToken);

    /// <summary>Assets and liabilities at the end of each month from the first to the last asked for.</summary>
    public static Task<List<NetWorthLine>> NetWorthAsync(
        this LedgerDbContext db, Guid bookId, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<NetWorthLine>($"""
            with months as (
              select g::date as month, (g + interval '1 month' - interval '1 day')::date as last_day
                from generate_series(date_trunc('month', {from}::date), date_trunc('month', {to}::date), interval '1 month') g
            ), moved as (
              select a.type, a.commodity, greatest(m.month, date_trunc('month', {from}::date)::date) as month, sum(m.quantity) as quantity
                from account_month m join accounts a on a.book_id = m.book_id and a.id = m.account_id
                where m.book_id = (select {bookId}::uuid) and a.type in ('asset', 'liability') and m.month <= {to}
                group by 1, 2, 3
            ), kinds as (
              select distinct type, commodity from moved
            ), running as (
              select mo.month, mo.last_day, k.type, k.commodity,
                     coalesce(sum(mv.quantity) over (partition by k.type, k.commodity order by mo.month), 0) as quantity
                from months mo cross join kinds k
                left join moved mv on mv.type = k.type and mv.commodity = k.commodity and mv.month = mo.month
            ), valued as (
              select r.*, case when r.quantity = 0 or r.commodity = b.currency then r.quantity else round(r.quantity * price_on(r.commodity, b.currency, r.last_day), home.decimals) end as worth
                from running r join books b on b.id = {bookId}
                join commodities home on home.book_id = b.id and home.code = b.currency
            )
            select mo.month, coalesce(sum(v.worth) filter (where v.type = 'asset'), 0) as assets,
                   coalesce(sum(v.worth) filter (where v.type = 'liability'), 0) as liabilities,
                   count(*) filter (where v.commodity is not null and v.worth is null) as left_out
              from months mo left join valued v on v.month = mo.month group by mo.month order by mo.month
            """).ToListAsync(cancellationToken);

    /// <summary>Income and expenses by account and month; the days outside whole months come from the postings.</summary>
    public static Task<List<IncomeLine>> IncomeStatementAsync(
        this LedgerDbContext db, Guid bookId, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var firstWhole = from.Day == 1 ? from : new DateOnly(from.Year, from.Month, 1).AddMonths(1);
        var endWhole = new DateOnly(to.Year, to.Month, 1);
        endWhole = to == endWhole.AddMonths(1).AddDays(-1) ? endWhole.AddMonths(1) : endWhole;
        if (endWhole < firstWhole)
        {
            (firstWhole, endWhole) = (to.AddDays(1), to.AddDays(1));
        }

        return db.Database.SqlQuery<IncomeLine>($"""
            with recursive tree as (
              select a.id, a.name as path, a.type, a.commodity from accounts a where a.book_id = (select {bookId}::uuid) and a.parent_id is null
              union all
              select a.id, t.path || ':' || a.name, a.type, a.commodity from tree t join accounts a on a.book_id = (select {bookId}::uuid) and a.parent_id = t.id
            ), flows as (
              select m.account_id, m.month, m.quantity from account_month m
                where m.book_id = (select {bookId}::uuid) and m.month >= {firstWhole} and m.month < {endWhole}
              union all
              select p.account_id, date_trunc('month', p.date)::date, p.quantity from accounts a
                join postings p on p.book_id = a.book_id and p.account_id = a.id
                  and (p.date >= {from} and p.date <= {to}) and (p.date < {firstWhole} or p.date >= {endWhole})
                where a.book_id = (select {bookId}::uuid) and a.type in ('income', 'expense')
            )
            select f.month, a.id as account_id, a.path, a.type as type_code, a.commodity as currency, sum(f.quantity) as amount,
                   case when a.commodity = b.currency then sum(f.quantity)
                     else round(sum(f.quantity) * price_on(a.commodity, b.currency, (f.month + interval '1 month' - interval '1 day')::date), home.decimals) end as converted
              from flows f
              join tree a on a.id = f.account_id and a.type in ('income', 'expense')
              join books b on b.id = {bookId}
              join commodities home on home.book_id = b.id and home.code = b.currency
              group by f.month, a.id, a.path, a.type, a.commodity, b.currency, home.decimals
              having sum(f.quantity) <> 0
              order by f.month, array_position(array['income', 'expense'], a.type), a.path
            """).ToListAsync(cancellationToken);
    }
}
