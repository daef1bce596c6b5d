using FinanceAspire.Tests.Support;
using static FinanceAspire.Tests.Data.ReconciliationTests;

namespace FinanceAspire.Tests.Data;

public sealed class ClosedPeriodTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Nothing_on_or_before_the_closed_day_changes_and_nothing_moves_into_it()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var (old, recent) = (await book.RecordAsync("2025-12-31", (book.Bank, -10m), (book.Food, 10m)), await book.RecordAsync("2026-01-01", (book.Bank, -1m), (book.Food, 1m)));
        await book.ChangeAsync("select close_book('2025-12-31')");

        string[] attempts =
        [
            $"update transactions set date = '2026-03-01' where id = '{old}'",
            $"update transactions set description = 'x' where id = '{old}'",
            $"update postings set memo = 'x' where transaction_id = '{old}'",
            $"update postings set account_id = '{book.Bank}' where transaction_id = '{old}'",
            $"delete from transactions where id = '{old}'",
            $"delete from postings where transaction_id = '{old}'",
            $"update transactions set date = '2025-06-01' where id = '{recent}'",
        ];
        foreach (var attempt in attempts)
        {
            await Refuses("period_is_closed", () => book.ChangeAsync(attempt));
        }

        await Refuses("period_is_closed", () => book.RecordAsync("2025-12-31", (book.Bank, -1m), (book.Food, 1m)));
        await book.ChangeAsync($"delete from transactions where id = '{recent}'");
    }

    [Fact]
    public async Task Undo_does_not_reach_into_a_closed_period_until_it_is_opened_again()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var id = await book.RecordAsync("2025-12-31", (book.Bank, -10m), (book.Food, 10m));
        var edit = await book.ChangeAsync($"update transactions set description = 'x' where id = '{id}'");
        var closing = await book.ChangeAsync("select close_book('2025-12-31')");

        await Refuses("period_is_closed", () => book.ChangeAsync($"select undo_operation('{edit}')"));
        await book.ChangeAsync($"select undo_operation('{closing}')");
        await book.ChangeAsync($"select undo_operation('{edit}')");

        Assert.Equal("", await book.ScalarAsync($"select description from transactions where id = '{id}'"));
    }

    [Fact]
    public async Task Only_an_owner_closes_and_nobody_past_the_door()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await book.AsOwnerAsync($"update members set role = 'editor' where book_id = '{book.Book}'");

        await Refuses("member_may_not_change", () => book.ChangeAsync("select close_book('2025-12-31')"));
        await Refuses("42501", () => book.ChangeAsync("update books set closed_through = '2025-12-31'"));
    }
}
