using FinanceAspire.Data;
using FinanceAspire.Tests.Support;
using FinanceAspire.Worker.Commands;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Tests.Data;

/// <summary>What a broken disk or a hasty administrator did is found and named; a book that holds is said to hold.</summary>
public sealed class VerifyTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Command_names_each_difference_and_ends_with_1()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var id = await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));
        Assert.Equal((0, true), await VerifyAsync(book, "0 difference(s)."));

        await book.AsOwnerAsync($"""
            set session_replication_role = replica;
            update postings set quantity = 11, value = 11 where transaction_id = '{id}' and quantity > 0;
            """);

        var (code, _) = await VerifyAsync(book, "");
        Assert.Equal(1, code);
        Assert.True((await VerifyAsync(book, $"{id} 2 posting(s), sum 1")).Found);
        Assert.True((await VerifyAsync(book, "FAIL rollups_agree")).Found);
    }

    /// <summary>Each rule is broken behind the triggers' back, and found by the check that bears its name.</summary>
    [Theory]
    [InlineData("transactions_balance", "delete from postings where quantity < 0")]
    [InlineData("rollups_agree", "update account_month set quantity = quantity + 1")]
    [InlineData("rollups_agree", "delete from account_month")]
    [InlineData("rollups_agree", "update account_month set cleared_quantity = 5")]
    [InlineData("trial_balance_is_zero", "update account_month set value = value + 1")]
    [InlineData("quantities_equal_values", "alter table postings drop constraint quantity_differs_from_value; update postings set quantity = quantity * 2")]
    [InlineData("copies_agree", "update postings set date = '2020-01-01'")]
    [InlineData("names_hold", "update postings set account_id = gen_random_uuid()")]
    [InlineData("names_hold", "update postings set cleared = 2, reconciliation_id = gen_random_uuid()")]
    [InlineData("names_hold", "update transactions set payee_id = gen_random_uuid()")]
    [InlineData("names_hold", "update transactions set currency = 'XQQ'")]
    [InlineData("decimals_fit", "update postings set quantity = quantity / 3, value = value / 3")]
    [InlineData("assertions_hold", "insert into balance_assertions (book_id, id, account_id, date, quantity, created_operation_id) select book_id, gen_random_uuid(), account_id, date, 5, created_operation_id from postings")]
    [InlineData("reconciliations_hold", "insert into reconciliations (book_id, id, account_id, statement_date, statement_balance, created_operation_id) select book_id, gen_random_uuid(), account_id, date, 5, created_operation_id from postings")]
    public async Task Break_is_found_by_the_check_of_its_name(string check, string sql)
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));

        await book.AsOwnerAsync($"set session_replication_role = replica; {sql}");

        Assert.Contains(check, (string)(await book.ScalarAsync("select string_agg(distinct check_name, ' ') from ledger_differences()"))!, StringComparison.Ordinal);
    }

    private static async Task<(int Code, bool Found)> VerifyAsync(BookSession book, string text)
    {
        await using var output = new StringWriter();
        var code = await CommandLine.Create().Parse(["verify", $"--ConnectionStrings:financedb={book.Connections.Owner}", "--Database:AppPassword=x"])
            .InvokeAsync(new() { Output = output }, TestContext.Current.CancellationToken);
        return (code, output.ToString().Contains(text, StringComparison.Ordinal));
    }
}
