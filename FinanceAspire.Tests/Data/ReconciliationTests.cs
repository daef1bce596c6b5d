using FinanceAspire.Tests.Support;
using Npgsql;

namespace FinanceAspire.Tests.Data;

/// <summary>What a finished statement locks, and what it says when the past is changed around it. Plain SQL as the web role.</summary>
public sealed class ReconciliationTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Statement_whose_balance_is_the_sum_of_what_is_ticked_locks_it()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var id = await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));

        await FinishAsync(book, "2026-01-31", "-10", id);

        await Refuses("posting_is_reconciled", () => book.ChangeAsync($"update postings set quantity = 11, value = 11 where transaction_id = '{id}' and quantity < 0"));
        await Refuses("posting_is_reconciled", () => book.ChangeAsync($"delete from transactions where id = '{id}'"));
        await Refuses("posting_is_reconciled", () => book.ChangeAsync($"update transactions set date = '2026-02-01' where id = '{id}'"));
        await Refuses("42501", () => book.ChangeAsync($"update postings set reconciliation_id = null where transaction_id = '{id}'"));
        // The other side is not the bank's business: the category may still be corrected.
        var other = Guid.NewGuid();
        await book.ChangeAsync($"""
            insert into accounts (book_id, id, name, type, commodity) values ('{book.Book}', '{other}', 'Rent', 'expense', 'EUR');
            update postings set account_id = '{other}' where transaction_id = '{id}' and quantity > 0
            """);
    }

    [Fact]
    public async Task Statement_that_differs_is_refused_with_the_difference()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var id = await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));

        var error = await Refuses("reconciliation_not_balanced", () => FinishAsync(book, "2026-01-31", "-12.50", id));

        Assert.Equal("-2.50", error.Hint);
    }

    [Fact]
    public async Task Statement_before_the_last_one_and_a_posting_after_it_are_refused()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var (first, later) = (await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m)), await book.RecordAsync("2026-02-05", (book.Bank, -1m), (book.Food, 1m)));
        await FinishAsync(book, "2026-01-31", "-10", first);

        await Refuses("reconciliation_date_is_covered", () => FinishAsync(book, "2026-01-31", "-10"));
        await Refuses("reconciliation_posting_not_found", () => FinishAsync(book, "2026-02-01", "-11", later));
        await Refuses("reconciliation_posting_not_found", () => FinishAsync(book, "2026-02-28", "-20", first));
    }

    [Fact]
    public async Task What_was_outstanding_does_not_break_the_claim_but_a_forgotten_entry_does()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var id = await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));
        var cheque = await book.RecordAsync("2026-01-30", (book.Bank, -7m), (book.Food, 7m));
        await FinishAsync(book, "2026-01-31", "-10", id);
        Assert.Equal(0L, await book.ScalarAsync("select count(*) from ledger_differences()"));

        await FinishAsync(book, "2026-02-28", "-17", cheque);
        Assert.Equal(0L, await book.ScalarAsync("select count(*) from ledger_differences()"));
        await book.RecordAsync("2026-01-20", (book.Bank, -3m), (book.Food, 3m));

        Assert.Equal("-3 -3", await book.ScalarAsync("select string_agg(figure::text, ' ') from ledger_differences() where check_name = 'assertions_hold'"));
    }

    [Fact]
    public async Task Latest_statement_can_be_reopened_an_earlier_one_not()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var (one, two) = (await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m)), await book.RecordAsync("2026-02-05", (book.Bank, -1m), (book.Food, 1m)));
        var first = await FinishAsync(book, "2026-01-31", "-10", one);
        var second = await FinishAsync(book, "2026-02-28", "-11", two);

        await Refuses("reconciliation_is_not_the_latest", () => book.ChangeAsync($"select reopen_reconciliation('{first.Id}')"));
        await book.ChangeAsync($"select reopen_reconciliation('{second.Id}')");
        await book.ChangeAsync($"delete from transactions where id = '{two}'");

        Assert.Equal(1L, await book.ScalarAsync("select count(*) from balance_assertions"));
    }

    [Fact]
    public async Task Undo_of_a_statement_unlocks_it_and_waits_for_the_later_one()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var (one, two) = (await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m)), await book.RecordAsync("2026-02-05", (book.Bank, -1m), (book.Food, 1m)));
        var first = await FinishAsync(book, "2026-01-31", "-10", one);
        var second = await FinishAsync(book, "2026-02-28", "-11", two);

        await Refuses("operation_has_dependents", () => book.ChangeAsync($"select undo_operation('{first.Operation}')"));
        await book.ChangeAsync($"select undo_operation('{second.Operation}')");
        var undo = await book.ChangeAsync($"select undo_operation('{first.Operation}')");
        Assert.Equal(0L, await book.ScalarAsync("select count(*) from postings where reconciliation_id is not null"));

        await book.ChangeAsync($"select undo_operation('{undo}')");
        await Refuses("posting_is_reconciled", () => book.ChangeAsync($"delete from transactions where id = '{one}'"));
        Assert.Equal(0L, await book.ScalarAsync("select count(*) from ledger_differences()"));
    }

    [Fact]
    public async Task Neighbours_account_cannot_be_reconciled()
    {
        await using var mine = await BookSession.OpenAsync(postgres);
        await using var theirs = await BookSession.OpenAsync(mine.Connections.Owner, mine.Connections.App);

        await Refuses("account_not_found", () => theirs.ChangeAsync($"select finish_reconciliation(gen_random_uuid(), '{mine.Bank}', '2026-01-31', 0, array[]::uuid[])"));
    }

    internal static async Task<PostgresException> Refuses(string code, Func<Task> change)
    {
        var error = await Assert.ThrowsAsync<PostgresException>(change);
        Assert.Equal(code, error.ConstraintName ?? error.SqlState);
        return error;
    }

    /// <summary>Finishes a statement of the bank account with the given transactions ticked.</summary>
    private static async Task<(Guid Id, Guid Operation)> FinishAsync(BookSession book, string date, string balance, params Guid[] transactions)
    {
        var id = Guid.CreateVersion7();
        var operation = await book.ChangeAsync($"""
            select finish_reconciliation('{id}', '{book.Bank}', '{date}', {balance},
              coalesce((select array_agg(id) from postings where account_id = '{book.Bank}' and transaction_id = any (string_to_array('{string.Join(',', transactions)}', ',')::uuid[])), array[]::uuid[]))
            """);
        return (id, operation);
    }
}
