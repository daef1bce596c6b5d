using FinanceAspire.Tests.Support;
using Npgsql;

namespace FinanceAspire.Tests.Data;

public sealed class SavedSearchTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Saved_search_comes_back_with_undo_as_it_was()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var id = Guid.CreateVersion7();
        var made = await book.ChangeAsync($"insert into saved_searches (book_id, id, name, query) values ('{book.Book}', '{id}', 'Food', 'category:food')");
        var renamed = await book.ChangeAsync($"update saved_searches set name = 'Meals', query = 'category:food amount:>20' where id = '{id}'");
        var deleted = await book.ChangeAsync($"delete from saved_searches where id = '{id}'");

        await book.ChangeAsync($"select undo_operation('{deleted}')");
        Assert.Equal("Meals", await book.ScalarAsync("select name from saved_searches"));
        await book.ChangeAsync($"select undo_operation('{renamed}')");
        Assert.Equal("category:food", await book.ScalarAsync("select query from saved_searches"));
        await book.ChangeAsync($"select undo_operation('{made}')");
        Assert.Equal(0L, await book.ScalarAsync("select count(*) from saved_searches"));
    }

    [Theory]
    [InlineData("Food", "amount:>5", "saved_search_name_is_taken")]
    [InlineData("  ", "amount:>5", "saved_search_name_is_missing")]
    [InlineData("Dear", " ", "saved_search_query_is_missing")]
    public async Task Saved_search_is_refused_by_name(string name, string query, string code)
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await book.ChangeAsync($"insert into saved_searches (book_id, id, name, query) values ('{book.Book}', gen_random_uuid(), 'Food', 'category:food')");

        var error = await Assert.ThrowsAsync<PostgresException>(() => book.ChangeAsync(
            $"insert into saved_searches (book_id, id, name, query) values ('{book.Book}', gen_random_uuid(), '{name}', '{query}')"));

        Assert.Equal(code, error.ConstraintName);
    }
}
