using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Schedules;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data.Queries;

/// <summary>A schedule that is due or will be soon: its next day as counted, and what the first of its accounts changes by.</summary>
public sealed record DueSchedule(Guid Id, string Name, DateOnly NextOn, string Weekends, int RemindDays, decimal Quantity, string Currency)
{
    /// <summary>The day on which it is booked.</summary>
    public DateOnly DueOn => new Recurrence(NextOn, 1, RecurrencePeriod.Day, null, Enum.Parse<WeekendRule>(Weekends, ignoreCase: true)).Booked(NextOn);
}

/// <summary>A transaction that may be what a schedule is due for.</summary>
public sealed record ScheduleMatch(Guid ScheduleId, Guid TransactionId, DateOnly Date, string Payee);

public static class ScheduleQueries
{
    /// <summary>By how many days a day on a weekend may be booked earlier or later.</summary>
    private const int OffWeekend = 2;

    /// <summary>The book's schedules with their postings, the next first; those that are over last.</summary>
    public static Task<List<ScheduledTransaction>> SchedulesAsync(this LedgerDbContext db, Guid bookId, CancellationToken cancellationToken) =>
        WithPostings(db, bookId).OrderBy(s => s.NextOn == null).ThenBy(s => s.NextOn).ThenBy(s => s.Name).ToListAsync(cancellationToken);

    public static Task<ScheduledTransaction?> ScheduleAsync(this LedgerDbContext db, Guid bookId, Guid id, CancellationToken cancellationToken) =>
        WithPostings(db, bookId).SingleOrDefaultAsync(s => s.Id == id, cancellationToken);

    /// <summary>What stands on the start page, the most urgent first.</summary>
    public static async Task<List<DueSchedule>> DueAsync(this LedgerDbContext db, Guid bookId, DateOnly today, CancellationToken cancellationToken)
    {
        var near = await db.Database.SqlQuery<DueSchedule>($"""
            select s.id, s.name, s.next_on, s.weekends, s.remind_days, p.quantity, a.commodity as currency
              from schedules s
              join schedule_postings p on p.book_id = s.book_id and p.schedule_id = s.id and p.ordinal = 0
              join accounts a on a.book_id = p.book_id and a.id = p.account_id
              where s.book_id = (select {bookId}::uuid) and s.next_on is not null and s.next_on - s.remind_days <= {today.AddDays(OffWeekend)}
              order by s.next_on, s.name
            """).ToListAsync(cancellationToken);
        return [.. near.Where(s => s.DueOn <= today.AddDays(s.RemindDays)).OrderBy(s => s.DueOn).Take(20)];
    }

    /// <summary>What is in the book already for what is due: of the same account and amount, within five days and nearer to this time than to another.</summary>
    public static Task<List<ScheduleMatch>> ScheduleMatchesAsync(this LedgerDbContext db, Guid bookId, DateOnly today, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<ScheduleMatch>($"""
            select distinct on (s.id) s.id as schedule_id, t.id as transaction_id, t.date, coalesce(y.name, '') as payee
              from schedules s
              cross join lateral (select least(5, (case s.period when 'day' then s.every when 'week' then 7 * s.every else 28 end - 1) / 2) as days) near
              join schedule_postings p on p.book_id = s.book_id and p.schedule_id = s.id and p.ordinal = 0
              join postings q on q.book_id = s.book_id and q.account_id = p.account_id and q.quantity = p.quantity
                and q.date between s.next_on - near.days and s.next_on + near.days
              join transactions t on t.book_id = q.book_id and t.id = q.transaction_id
              left join payees y on y.book_id = t.book_id and y.id = t.payee_id
              where s.book_id = (select {bookId}::uuid) and s.next_on is not null and s.next_on - s.remind_days <= {today.AddDays(OffWeekend)}
                and not exists (select from change_operations o
                  where o.book_id = t.book_id and o.id = t.created_operation_id and o.source = 'schedule' and o.source_id = s.id)
              order by s.id, abs(q.date - s.next_on), t.id
            """).ToListAsync(cancellationToken);

    // By a subselect (decision 7): in a book without statistics, 2,000 of them took a second with a plain parameter, and take 70 ms.
    private static IQueryable<ScheduledTransaction> WithPostings(LedgerDbContext db, Guid bookId) =>
        db.Schedules.FromSql($"select * from schedules where book_id = (select {bookId}::uuid)").AsNoTracking().Include(s => s.Postings.OrderBy(p => p.Ordinal));
}
