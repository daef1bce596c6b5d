using System.Globalization;
using FinanceAspire.Data;
using FinanceAspire.Data.Queries;
using FinanceAspire.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Tests.Data;

/// <summary>What is due, and what may be in the book already.</summary>
public sealed class DueScheduleTests(PostgresFixture postgres)
{
    /// <summary>2026-08-01 is a Saturday.</summary>
    [Theory]
    [InlineData("stay", 0, "2026-07-31", "")]
    [InlineData("stay", 0, "2026-08-01", "2026-08-01")]
    [InlineData("before", 0, "2026-07-30", "")]
    [InlineData("before", 0, "2026-07-31", "2026-07-31")]
    [InlineData("after", 0, "2026-08-02", "")]
    [InlineData("after", 0, "2026-08-03", "2026-08-03")]
    [InlineData("before", 3, "2026-07-28", "2026-07-31")]
    [InlineData("after", 3, "2026-07-30", "")]
    [InlineData("after", 3, "2026-07-31", "2026-08-03")]
    public async Task Reminder_comes_before_the_day_on_which_it_is_booked(string weekends, int remind, string today, string due)
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await ScheduleAsync(book, "2026-08-01", 1, "month", weekends, remind);

        var found = await AskAsync(book, db => db.DueAsync(book.Book, Day(today), TestContext.Current.CancellationToken));

        Assert.Equal(due, string.Join(' ', found.Select(d => d.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))));
    }

    /// <summary>Where it comes again within days, the time before is not mistaken for this one.</summary>
    [Theory]
    [InlineData(1, "month", "2026-08-06", true)]
    [InlineData(1, "month", "2026-08-05", true)]
    [InlineData(1, "month", "2026-08-15", true)]
    [InlineData(1, "month", "2026-08-16", false)]
    [InlineData(1, "month", "2026-08-04", false)]
    [InlineData(2, "week", "2026-08-05", true)]
    [InlineData(1, "week", "2026-08-07", true)]
    [InlineData(1, "week", "2026-08-06", false)]
    [InlineData(3, "day", "2026-08-09", true)]
    [InlineData(3, "day", "2026-08-07", false)]
    [InlineData(1, "day", "2026-08-10", true)]
    [InlineData(1, "day", "2026-08-09", false)]
    public async Task Transaction_near_the_day_may_be_it(int every, string period, string recorded, bool found)
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await ScheduleAsync(book, "2026-08-10", every, period, "stay", 7);
        var transaction = await book.RecordAsync(recorded, (book.Bank, -5m), (book.Food, 5m));

        var matches = await AskAsync(book, db => db.ScheduleMatchesAsync(book.Book, Day("2026-08-10"), TestContext.Current.CancellationToken));

        Assert.Equal(found ? [transaction] : [], matches.Select(m => m.TransactionId));
    }

    private static Task<Guid> ScheduleAsync(BookSession book, string day, int every, string period, string weekends, int remind)
    {
        var id = Guid.CreateVersion7();
        return book.ChangeAsync($"""
            insert into schedules (book_id, id, name, currency, starts_on, every, period, weekends, next_on, remind_days)
              values ('{book.Book}', '{id}', 'Rent', 'EUR', '{day}', {every}, '{period}', '{weekends}', '{day}', {remind});
            insert into schedule_postings (book_id, id, schedule_id, ordinal, account_id, quantity, value)
              values ('{book.Book}', gen_random_uuid(), '{id}', 0, '{book.Bank}', -5, -5), ('{book.Book}', gen_random_uuid(), '{id}', 1, '{book.Food}', 5, 5)
            """);
    }

    private static async Task<T> AskAsync<T>(BookSession book, Func<LedgerDbContext, Task<T>> query)
    {
        var options = new DbContextOptionsBuilder<LedgerDbContext>();
        options.UseLedger(book.Connections.App);
        await using var db = new LedgerDbContext(options.Options);
        await using var dbTransaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await db.Database.ExecuteSqlAsync($"select enter_book({book.Book}, {book.User})", TestContext.Current.CancellationToken);
        return await query(db);
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
