using FinanceAspire.Data;
using FinanceAspire.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FinanceAspire.Tests.Data;

/// <summary>What the database breaks off for another's sake is tried again, and happens once.</summary>
public sealed class RetryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Change_that_a_deadlock_broke_off_is_made_after_all()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var id = await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));
        var tries = 0;
        await using var services = Services(book.Connections.App);
        // An administrator's session that takes its locks the wrong way round: first the entry, then the book.
        await using var admin = new NpgsqlConnection(book.Connections.Owner);
        await admin.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await admin.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await RunAsync(admin, "set local deadlock_timeout = '60s'");
        await RunAsync(admin, $"select from transactions where id = '{id}' for update");

        var change = services.GetRequiredService<BookDatabase>().WriteAsync<int>(
            new BookAccess(book.Book, book.User), new Operation("page", "edit"),
            async db =>
            {
                tries++;
                return await db.Transactions.Where(t => t.BookId == book.Book && t.Id == id).ExecuteUpdateAsync(t => t.SetProperty(x => x.Description, "edited"), TestContext.Current.CancellationToken);
            },
            TestContext.Current.CancellationToken);
        while ((long)(await ScalarAsync(book.Connections.Owner, "select count(*) from pg_stat_activity where datname = current_database() and usename = 'finance_app' and wait_event_type = 'Lock'"))! == 0)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await RunAsync(admin, $"select from books where id = '{book.Book}' for update");
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        var outcome = await change;

        Assert.Equal((1, null), (outcome.Value, outcome.Refusal));
        Assert.True(tries > 1, "There was no deadlock: this test shows nothing.");
        Assert.Equal("edited", await book.ScalarAsync($"select description from transactions where id = '{id}'"));
        Assert.Equal(1L, await book.ScalarAsync("select count(*) from change_operations where summary = 'edit'"));
    }

    private static ServiceProvider Services(string connection) =>
        new ServiceCollection().AddLogging(l => l.AddFilter(_ => false)).AddDbContext<LedgerDbContext>(o => o.UseLedger(connection)).AddBookDatabase().BuildServiceProvider();

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The test's own text.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // The test's own text.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
