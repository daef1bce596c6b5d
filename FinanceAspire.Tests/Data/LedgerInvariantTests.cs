using FinanceAspire.Tests.Support;
using Npgsql;

namespace FinanceAspire.Tests.Data;

/// <summary>Plain SQL as the web role tries to make the ledger lie; PostgreSQL refuses, by name.</summary>
public sealed class LedgerInvariantTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Transaction_that_does_not_balance_is_refused_at_commit()
    {
        await using var book = await BookSession.OpenAsync(postgres);

        await Refuses("transaction_not_balanced", () => book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 9m)));
    }

    [Fact]
    public async Task Transaction_with_one_posting_is_refused()
    {
        await using var book = await BookSession.OpenAsync(postgres);

        await Refuses("transaction_has_too_few_postings", () => book.RecordAsync("2026-01-05", (book.Bank, 0m)));
    }

    [Fact]
    public async Task Balance_is_checked_in_the_changed_book_even_where_another_was_opened_since()
    {
        await using var book = await BookSession.OpenAsync(postgres);

        await Refuses("transaction_not_balanced", () => book.RecordAsync("2026-01-05", [(book.Bank, -10m), (book.Food, 9m)], $"select set_config('app.book', '{Guid.NewGuid()}', true)"));
    }

    [Fact]
    public async Task Quantity_and_value_of_one_currency_must_be_equal()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var id = await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));

        await Refuses("quantity_differs_from_value", () => book.ChangeAsync($"update postings set quantity = 11 where transaction_id = '{id}' and quantity > 0"));
    }

    [Fact]
    public async Task More_decimals_than_the_currency_has_are_refused()
    {
        await using var book = await BookSession.OpenAsync(postgres);

        await Refuses("amount_has_too_many_decimals", () => book.RecordAsync("2026-01-05", (book.Bank, -0.001m), (book.Food, 0.001m)));
    }

    [Fact]
    public async Task Currency_and_type_of_an_account_that_is_posted_to_are_fixed()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));

        await Refuses("account_is_posted", () => book.ChangeAsync($"update accounts set type = 'liability' where id = '{book.Bank}'"));
    }

    [Fact]
    public async Task Account_cannot_lie_below_itself()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var child = Guid.NewGuid();
        await book.ChangeAsync($"insert into accounts (book_id, id, parent_id, name, type, commodity) values ('{book.Book}', '{child}', '{book.Food}', 'Bread', 'expense', 'EUR')");

        await Refuses("account_parent_is_a_child", () => book.ChangeAsync($"update accounts set parent_id = '{child}' where id = '{book.Food}'"));
    }

    [Fact]
    public async Task Change_without_an_operation_is_refused()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));

        await Refuses("no_operation", () => book.ReadAsync("update transactions set description = 'x'"));
    }

    [Fact]
    public async Task Operation_that_is_there_already_is_not_begun_again()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var operation = await book.ChangeAsync("select 1");

        await Refuses("operation_is_recorded", () => book.RunAsync($"select begin_operation('{book.Book}', '{book.User}', '{operation}', 'page', null, 'again')"));
    }

    [Fact]
    public async Task Change_under_an_operation_of_the_past_is_refused()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));
        var old = await book.ScalarAsync("select id from change_operations order by version limit 1");

        await Refuses("no_operation", () => book.ReadAsync($"select set_config('app.operation', '{old}', true); update transactions set description = 'x'"));
    }

    [Theory]
    [InlineData("insert into changes (book_id, operation_id, table_name, row_id) select book_id, operation_id, table_name, row_id from changes")]
    [InlineData("update changes set before = null")]
    [InlineData("delete from changes")]
    [InlineData("update change_operations set summary = 'x'")]
    [InlineData("delete from change_operations")]
    [InlineData("update account_month set quantity = 0")]
    [InlineData("update books set version = 1")]
    [InlineData("insert into members (book_id, user_id, role) select book_id, user_id, 'owner' from members")]
    [InlineData("update postings set created_operation_id = created_operation_id")]
    [InlineData("update postings set reconciliation_id = gen_random_uuid(), cleared = 2")]
    [InlineData("create table mine (id int)")]
    [InlineData("alter table postings disable trigger all")]
    [InlineData("set role finance_owner")]
    [InlineData("truncate postings")]
    public async Task Web_role_may_not(string sql)
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));

        var error = await Assert.ThrowsAsync<PostgresException>(() => book.ChangeAsync(sql));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    [Fact]
    public async Task Rollup_follows_an_edit_to_another_month_and_an_undo()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var id = await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));
        var edit = await book.ChangeAsync($"update transactions set date = '2026-03-01' where id = '{id}'; update postings set quantity = quantity * 2, value = value * 2");
        Assert.Equal(-20m, await book.ScalarAsync($"select sum(quantity) from account_month where account_id = '{book.Bank}' and month = '2026-03-01'"));

        await book.ChangeAsync($"select undo_operation('{edit}')");

        Assert.Equal(-10m, await book.ScalarAsync($"select sum(quantity) from account_month where account_id = '{book.Bank}' and month = '2026-01-01'"));
        Assert.Equal(0L, await book.ScalarAsync("select count(*) from ledger_differences()"));
    }

    [Fact]
    public async Task Undo_of_a_removal_and_the_undo_of_that_undo_bring_back_and_remove()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));
        var removal = await book.ChangeAsync("delete from transactions");

        var undo = await book.ChangeAsync($"select undo_operation('{removal}')");
        Assert.Equal(2L, await book.ScalarAsync("select count(*) from postings"));
        await book.ChangeAsync($"select undo_operation('{undo}')");

        Assert.Equal(0L, await book.ScalarAsync("select count(*) from postings"));
        Assert.Equal(0L, await book.ScalarAsync("select count(*) from ledger_differences()"));
    }

    [Fact]
    public async Task Undo_is_refused_where_a_later_change_depends_and_names_it()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var id = await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));
        var made = await book.ScalarAsync($"select created_operation_id from transactions where id = '{id}'");
        await book.ChangeAsync($"update transactions set description = 'later' where id = '{id}'");

        var error = await Refuses("operation_has_dependents", () => book.ChangeAsync($"select undo_operation('{made}')"));

        Assert.Contains("\"test\"", error.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verification_names_a_rollup_that_was_bent()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));

        await book.AsOwnerAsync($"alter table account_month no force row level security; update account_month set quantity = 99 where account_id = '{book.Bank}'; alter table account_month force row level security");

        Assert.Equal("rollups_agree", await book.ScalarAsync("select check_name from ledger_differences()"));
    }

    private static async Task<PostgresException> Refuses(string code, Func<Task> act)
    {
        var error = await Assert.ThrowsAsync<PostgresException>(act);
        Assert.Equal(code, error.ConstraintName);
        return error;
    }
}
