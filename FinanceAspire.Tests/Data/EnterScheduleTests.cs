using FinanceAspire.Tests.Support;
using FinanceAspire.Worker;
using FinanceAspire.Worker.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FinanceAspire.Tests.Data;

/// <summary>The worker enters what is automatic.</summary>
public sealed class EnterScheduleTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Missed_days_are_caught_up_once_and_a_closed_account_stops_nothing_else()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var closed = Guid.CreateVersion7();
        await book.ChangeAsync($"insert into accounts (book_id, id, name, type, commodity, closed) values ('{book.Book}', '{closed}', 'Old', 'asset', 'EUR', true)");
        await ScheduleAsync(book, "Closed", closed, "2026-01-01", automatic: true);
        await ScheduleAsync(book, "Rent", book.Bank, "2026-01-31", automatic: true);
        await ScheduleAsync(book, "By hand", book.Bank, "2026-01-31", automatic: false);
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero));
        await using var host = Service.Build([$"--ConnectionStrings:financedb={book.Connections.Owner}", "--Database:AppPassword=x"], services => services.AddSingleton<TimeProvider>(clock).AddSingleton<EnterSchedules>());
        await using var another = Service.Build([$"--ConnectionStrings:financedb={book.Connections.Owner}", "--Database:AppPassword=x"], services => services.AddSingleton<TimeProvider>(clock).AddSingleton<EnterSchedules>());

        var entered = await Task.WhenAll(
            host.Services.GetRequiredService<EnterSchedules>().EnterAsync(TestContext.Current.CancellationToken),
            another.Services.GetRequiredService<EnterSchedules>().EnterAsync(TestContext.Current.CancellationToken));
        var again = await host.Services.GetRequiredService<EnterSchedules>().EnterAsync(TestContext.Current.CancellationToken);

        Assert.Equal((3, 0), (entered.Sum(), again));
        Assert.Equal("2026-01-31 2026-02-28 2026-03-31", await book.ScalarAsync("select string_agg(date::text, ' ' order by date) from transactions"));
        Assert.Equal(3L, await book.ScalarAsync("select count(*) from change_operations where source = 'schedule' and source_id is not null"));
        Assert.Equal("2026-01-01", await book.ScalarAsync("select next_on::text from schedules where name = 'Closed'"));
        Assert.Equal("2026-04-30", await book.ScalarAsync("select next_on::text from schedules where name = 'Rent'"));
    }

    [Fact]
    public async Task Clock_that_jumps_enters_each_day_once_and_a_closed_period_stops_nothing_else()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await ScheduleAsync(book, "Closed", book.Bank, "2025-12-31", automatic: true);
        await ScheduleAsync(book, "Rent", book.Bank, "2026-01-31", automatic: true);
        await book.ChangeAsync("select close_book('2025-12-31')");
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero));
        await using var host = Service.Build([$"--ConnectionStrings:financedb={book.Connections.Owner}", "--Database:AppPassword=x"], services => services.AddSingleton<TimeProvider>(clock).AddSingleton<EnterSchedules>());
        var worker = host.Services.GetRequiredService<EnterSchedules>();

        var entered = new List<int> { await worker.EnterAsync(TestContext.Current.CancellationToken) };
        foreach (var day in new[] { "2026-03-29", "2027-05-05", "2026-03-31", "2027-05-05" })
        {
            clock.AdjustTime(DateTimeOffset.Parse(day + "T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
            entered.Add(await worker.EnterAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal([3, 0, 13, 0, 0], entered);
        Assert.Equal(16L, await book.ScalarAsync("select count(distinct date) from transactions"));
        Assert.Equal("2025-12-31", await book.ScalarAsync("select next_on::text from schedules where name = 'Closed'"));
    }

    /// <summary>The same moment: the next day has come in Sydney, not yet in UTC.</summary>
    [Theory]
    [InlineData("UTC", 0)]
    [InlineData("Australia/Sydney", 1)]
    public async Task Today_is_the_day_of_the_workers_time_zone(string zone, int expected)
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await ScheduleAsync(book, "Rent", book.Bank, "2026-04-01", automatic: true);
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 31, 15, 0, 0, TimeSpan.Zero));
        clock.SetLocalTimeZone(TimeZoneInfo.FindSystemTimeZoneById(zone));
        await using var host = Service.Build([$"--ConnectionStrings:financedb={book.Connections.Owner}", "--Database:AppPassword=x"], services => services.AddSingleton<TimeProvider>(clock).AddSingleton<EnterSchedules>());

        Assert.Equal(expected, await host.Services.GetRequiredService<EnterSchedules>().EnterAsync(TestContext.Current.CancellationToken));
    }

    private static Task<Guid> ScheduleAsync(BookSession book, string name, Guid account, string day, bool automatic)
    {
        var id = Guid.CreateVersion7();
        return book.ChangeAsync($"""
            insert into schedules (book_id, id, name, currency, starts_on, every, period, next_on, automatic) values ('{book.Book}', '{id}', '{name}', 'EUR', '{day}', 1, 'month', '{day}', {automatic});
            insert into schedule_postings (book_id, id, schedule_id, ordinal, account_id, quantity, value)
              values ('{book.Book}', gen_random_uuid(), '{id}', 0, '{account}', -5, -5), ('{book.Book}', gen_random_uuid(), '{id}', 1, '{book.Food}', 5, 5)
            """);
    }
}
