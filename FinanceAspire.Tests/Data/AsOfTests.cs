using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Data;

/// <summary>The book as it stood: every past version can be seen again.</summary>
public sealed class AsOfTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Every_past_version_is_what_it_was()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var seen = new List<(long Version, string State)>();
        async Task SeeAsync() => seen.Add(((long)(await book.ScalarAsync("select version from books"))!, await StateAsync(book, "postings", "transactions")));

        var first = await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));
        await SeeAsync();
        var second = await book.RecordAsync("2026-01-06", (book.Bank, -5m), (book.Food, 5m));
        await SeeAsync();
        await book.ChangeAsync($"update transactions set date = '2026-02-01', description = 'moved' where id = '{first}'");
        await SeeAsync();
        await book.ChangeAsync($"update postings set quantity = quantity * 2, value = value * 2 where transaction_id = '{second}'");
        await SeeAsync();
        var removal = await book.ChangeAsync($"delete from transactions where id = '{first}'");
        await SeeAsync();
        await book.ChangeAsync($"select undo_operation('{removal}')");
        await SeeAsync();
        await book.ChangeAsync($"delete from transactions where id = '{second}'");
        await SeeAsync();

        foreach (var (version, state) in seen)
        {
            Assert.Equal(state, await StateAsync(book, $"postings_as_of({version})", $"transactions_as_of({version})"));
        }

        Assert.Equal(seen.Count, seen.Select(s => s.Version).Distinct().Count());
        Assert.Equal("", await StateAsync(book, "postings_as_of(1)", "transactions_as_of(1)"));
    }

    [Fact]
    public async Task Moment_is_the_last_change_that_had_begun()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));

        Assert.Equal(0L, await book.ScalarAsync("select version_as_of('2020-01-01')"));
        Assert.Equal(true, await book.ScalarAsync("select version_as_of(now()) = version from books"));
        Assert.Equal(true, await book.ScalarAsync("select bool_and(version_as_of(at) = version) from change_operations"));
    }

    private static async Task<string> StateAsync(BookSession book, string postings, string transactions) =>
        (string)(await book.ScalarAsync($"""
            select coalesce(string_agg(t.date || ' ' || t.description || ' ' || p.account_id || ' ' || p.quantity, '; ' order by t.id, p.account_id), '')
              from {transactions} t join {postings} p on p.transaction_id = t.id
            """))!;
}
