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
    public async Task Web_role_answers_a_page_with_one_process_and_compiles_nothing_for_it()
    {
        await using var book = await BookSession.OpenAsync(postgres);

        Assert.Equal("0", await book.ScalarAsync("select current_setting('max_parallel_workers_per_gather')"));
        Assert.Equal("off", await book.ScalarAsync("select current_setting('jit')"));
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

    /// <summary>10,000 requests of two books in turn over one physical connection, one in ten broken off in the middle.</summary>
    [Fact]
    public async Task Pooled_connection_carries_nothing_from_one_book_to_the_next()
    {
        await using var mine = await BookSession.OpenAsync(postgres);
        await using var theirs = await BookSession.OpenAsync(mine.Connections.Owner, mine.Connections.App);
        foreach (var book in new[] { mine, theirs })
        {
            await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));
        }

        var pool = new NpgsqlConnectionStringBuilder(mine.Connections.App) { MaxPoolSize = 1, MinPoolSize = 1, ApplicationName = $"leak {Guid.NewGuid():N}" };
        await using var source = NpgsqlDataSource.Create(pool);
        var (processes, foreign, seen) = (new HashSet<int>(), 0L, 0L);
        for (var i = 0; i < 10_000; i++)
        {
            var book = i % 2 == 0 ? mine : theirs;
            await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
            processes.Add(connection.ProcessID);
            // Before anything is opened, the connection that the last request used shows nothing.
            await using (var bare = new NpgsqlCommand("select count(*) from postings", connection))
            {
                foreign += (long)(await bare.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
            }

            var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var query = new NpgsqlCommand("select count(*) filter (where book_id <> $1), count(*) from postings", connection, transaction) { Parameters = { new() { Value = book.Book } } };
            await using (var enter = new NpgsqlCommand("select enter_book($1, $2)", connection, transaction) { Parameters = { new() { Value = book.Book }, new() { Value = book.User } } })
            {
                await enter.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }

            // The plan is prepared for one book and used for the other.
            await query.PrepareAsync(TestContext.Current.CancellationToken);
            await using (var reader = await query.ExecuteReaderAsync(TestContext.Current.CancellationToken))
            {
                await reader.ReadAsync(TestContext.Current.CancellationToken);
                foreign += reader.GetInt64(0);
                seen += reader.GetInt64(1);
            }

            if (i % 10 != 9)
            {
                await transaction.CommitAsync(TestContext.Current.CancellationToken);
                await transaction.DisposeAsync();
            }

            // Else the connection goes back to the pool in the middle of its transaction.
        }

        Assert.Equal((0L, 20_000L, 1), (foreign, seen, processes.Count));
    }

    [Fact]
    public async Task Views_are_none_or_run_as_who_asks()
    {
        await using var book = await BookSession.OpenAsync(postgres);

        Assert.Equal(0L, await book.ScalarAsync("select count(*) from pg_class where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace and coalesce(reloptions::text, '') not like '%security_invoker=true%'"));
    }

    /// <summary>A backup that silently lacks rows would be a disaster (PostgreSQL documentation, "Row Security Policies").</summary>
    [Fact]
    public async Task Backup_role_reads_every_row_of_every_table_and_can_write_none()
    {
        await using var mine = await BookSession.OpenAsync(postgres);
        await using var theirs = await BookSession.OpenAsync(mine.Connections.Owner, mine.Connections.App);
        foreach (var book in new[] { mine, theirs })
        {
            await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));
        }

        await using var connection = new NpgsqlConnection(mine.Connections.Owner);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        const string Counts = """
            select string_agg(format('%s %s', c.relname, (xpath('//n/text()', query_to_xml(format('select count(*) as n from %I', c.relname), false, true, '')))[1]), '; ' order by c.relname)
              from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
            """;
        var all = await ScalarAsync(connection, Counts);
        await ScalarAsync(connection, "set role finance_backup");
        // With this setting a policy that would hide a row is an error.
        await ScalarAsync(connection, "set row_security = off");

        Assert.Equal(all, await ScalarAsync(connection, Counts));
        Assert.Contains("postings 4", (string)all!, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(connection, "delete from postings"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
        await ScalarAsync(connection, "reset role");
        await ScalarAsync(connection, "set role finance_app");
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(connection, "select count(*) from postings"))).SqlState);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The test's own text.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static readonly string[] Tables =
    [
        "books", "members", "change_operations", "changes", "commodities", "accounts", "payees", "transactions", "reconciliations", "postings",
        "account_month", "balance_assertions", "prices", "imports", "import_rows", "import_profiles", "access_tokens", "check_runs",
        "receipt_files", "receipts", "attachments", "saved_searches", "envelopes", "envelope_months", "schedules", "schedule_postings",
    ];
}
