using FinanceAspire.Tests.Support;
using Npgsql;

namespace FinanceAspire.Tests.Data;

/// <summary>One book never sees another, whatever is asked and whoever forgot a WHERE.</summary>
public sealed class RowSecurityTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Every_table_with_a_book_has_forced_row_security_and_a_policy()
    {
        await using var book = await BookSession.OpenAsync(postgres);

        var open = await book.ScalarAsync("""
            select string_agg(c.relname, ', ') from pg_class c
              where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
                and (c.relname = 'books' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'book_id'))
                and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
            """);

        Assert.Equal(DBNull.Value, open);
    }

    [Fact]
    public async Task Unique_keys_and_foreign_keys_of_book_tables_begin_with_the_book()
    {
        await using var book = await BookSession.OpenAsync(postgres);

        var open = await book.ScalarAsync("""
            select string_agg(c.relname || '.' || k.conname, ', ') from pg_constraint k join pg_class c on c.oid = k.conrelid
              where k.contype in ('p', 'u', 'f') and c.relnamespace = 'public'::regnamespace
                and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'book_id')
                and (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attnum = k.conkey[1]) <> 'book_id'
                -- A token's hash is 256 random bits, and its user is no secret of a book.
                and k.conname not in ('access_tokens_hash_key', 'access_tokens_user_id_fkey', 'members_user_id_fkey')
            """);

        Assert.Equal(DBNull.Value, open);
    }

    [Fact]
    public async Task Web_role_owns_nothing_and_cannot_bypass()
    {
        await using var book = await BookSession.OpenAsync(postgres);

        Assert.Equal(false, await book.ScalarAsync("select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles where rolname = 'finance_app'"));
        Assert.Equal(0L, await book.ScalarAsync("select count(*) from pg_class where relowner = 'finance_app'::regrole"));
        Assert.Equal(0L, await book.ScalarAsync("select count(*) from pg_auth_members where member = 'finance_app'::regrole"));
    }

    [Fact]
    public async Task Functions_that_run_as_the_owner_are_a_reviewed_list()
    {
        await using var book = await BookSession.OpenAsync(postgres);

        var callable = await book.ScalarAsync("""
            select string_agg(proname, ' ' order by proname) from pg_proc
              where prosecdef and pronamespace = 'public'::regnamespace and has_function_privilege('finance_app', oid, 'execute')
            """);

        Assert.Equal("begin_operation close_book count_attempt create_book dependents_of enter_book find_access_token finish_reconciliation reopen_reconciliation undo_operation", callable);
    }

    [Fact]
    public async Task Without_an_open_book_every_table_is_empty_and_closed()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));

        foreach (var table in Tables)
        {
            await using var connection = new NpgsqlConnection(book.Connections.App);
            await connection.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // Names from the list below.
            await using var count = new NpgsqlCommand($"select count(*) from {table}", connection);
#pragma warning restore CA2100
            Assert.Equal(0L, await count.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }

        var error = await Assert.ThrowsAsync<PostgresException>(() => book.RunAsync($"insert into payees (book_id, id, name) values ('{book.Book}', gen_random_uuid(), 'X')"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    [Fact]
    public async Task Another_user_cannot_open_the_book_and_sees_none_of_its_rows()
    {
        await using var mine = await BookSession.OpenAsync(postgres);
        await mine.RecordAsync("2026-01-05", (mine.Bank, -10m), (mine.Food, 10m));
        await using var theirs = await BookSession.OpenAsync(mine.Connections.Owner, mine.Connections.App);

        foreach (var table in Tables)
        {
            var key = table == "books" ? "id" : "book_id";
            Assert.Equal(0L, await theirs.ScalarAsync($"select count(*) from {table} where {key} = '{mine.Book}'"));
        }

        var error = await Assert.ThrowsAsync<PostgresException>(() => theirs.RunAsync($"select enter_book('{mine.Book}', '{theirs.User}')"));
        Assert.Equal("book_not_found", error.ConstraintName);
    }

    [Fact]
    public async Task Posting_to_a_neighbours_account_reads_like_posting_to_none()
    {
        await using var mine = await BookSession.OpenAsync(postgres);
        await using var theirs = await BookSession.OpenAsync(mine.Connections.Owner, mine.Connections.App);

        var neighbour = await Assert.ThrowsAsync<PostgresException>(() => theirs.RecordAsync("2026-01-05", (mine.Bank, -10m), (theirs.Food, 10m)));
        var nobody = await Assert.ThrowsAsync<PostgresException>(() => theirs.RecordAsync("2026-01-05", (Guid.NewGuid(), -10m), (theirs.Food, 10m)));

        Assert.Equal(nobody.ConstraintName, neighbour.ConstraintName);
        Assert.Equal(nobody.MessageText, neighbour.MessageText);
    }

    private static readonly string[] Tables =
    [
        "books", "members", "change_operations", "changes", "commodities", "accounts", "payees", "transactions", "reconciliations", "postings",
        "account_month", "balance_assertions", "prices", "imports", "import_rows", "import_profiles", "access_tokens", "check_runs",
    ];
}
