using FinanceAspire.Tests.Support;
using Npgsql;

namespace FinanceAspire.Tests.Data;

/// <summary>Rows of a plan belong to an import as by a foreign key, although they ask for it once a statement (0004_plan_rows.sql).</summary>
public sealed class PlanRowTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Rows_without_their_import_are_refused()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var import = await ImportAsync(book);

        var alone = await Assert.ThrowsAsync<PostgresException>(() => book.ReadAsync(Rows(book.Book, Guid.NewGuid(), 1)));
        // One of two is enough.
        var mixed = await Assert.ThrowsAsync<PostgresException>(() => book.ReadAsync($"{Rows(book.Book, import, 1)} union all {Values(book.Book, Guid.NewGuid(), 2)}"));

        Assert.Equal("import_row_import_not_found", alone.ConstraintName);
        Assert.Equal("import_row_import_not_found", mixed.ConstraintName);
        Assert.Equal(0L, await book.ScalarAsync("select count(*) from import_rows"));
    }

    [Fact]
    public async Task Rows_of_a_neighbours_import_are_refused()
    {
        await using var mine = await BookSession.OpenAsync(postgres);
        await using var theirs = await BookSession.OpenAsync(mine.Connections.Owner, mine.Connections.App);
        var import = await ImportAsync(mine);

        var error = await Assert.ThrowsAsync<PostgresException>(() => theirs.ReadAsync(Rows(theirs.Book, import, 1)));

        Assert.Equal("import_row_import_not_found", error.ConstraintName);
    }

    [Fact]
    public async Task Rows_go_with_their_import_and_with_no_other()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var (gone, kept) = (await ImportAsync(book), await ImportAsync(book));
        await book.ReadAsync($"{Rows(book.Book, gone, 1)} union all {Values(book.Book, gone, 2)} union all {Values(book.Book, kept, 1)}");

        await book.ReadAsync($"delete from imports where id = '{gone}'");

        Assert.Equal(kept, await book.ScalarAsync("select import_id from import_rows"));
    }

    [Fact]
    public async Task An_import_that_goes_while_rows_come_waits_and_takes_them_along()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        var import = await ImportAsync(book);
        await using var other = new NpgsqlConnection(book.Connections.App);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // The test's own text.
        await using (var insert = new NpgsqlCommand($"select enter_book('{book.Book}', '{book.User}'); {Rows(book.Book, import, 1)}", other))
#pragma warning restore CA2100
        {
            await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        // The delete cannot pass the rows that are not committed yet ...
        var error = await Assert.ThrowsAsync<PostgresException>(() => book.ReadAsync($"set local lock_timeout = '100ms'; delete from imports where id = '{import}'"));
        Assert.Equal(PostgresErrorCodes.LockNotAvailable, error.SqlState);
        var deletion = book.ReadAsync($"delete from imports where id = '{import}'");
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        await deletion;

        // ... and leaves none behind.
        Assert.Equal(0L, await book.ScalarAsync("select count(*) from import_rows"));
    }

    [Theory]
    [InlineData("update import_rows set import_id = gen_random_uuid()")]
    [InlineData("update imports set id = gen_random_uuid()")]
    public async Task Neither_key_changes(string change)
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await book.ReadAsync(Rows(book.Book, await ImportAsync(book), 1));

        var error = await Assert.ThrowsAsync<PostgresException>(() => book.ReadAsync(change));

        Assert.Equal("import_key_is_fixed", error.ConstraintName);
    }

    [Fact]
    public async Task Other_side_is_an_account_of_the_book_and_stays_one()
    {
        await using var book = await BookSession.OpenAsync(postgres);
        await using var theirs = await BookSession.OpenAsync(book.Connections.Owner, book.Connections.App);
        var import = await ImportAsync(book);
        Task Refused(Func<Task> change) => RefusedAsync("import_row_account_not_found", change);
        Task SetAsync(Guid account) => book.ReadAsync($"update import_rows set other_account_id = '{account}'");

        await Refused(() => book.ReadAsync(Rows(book.Book, import, 1).Replace("null::uuid", $"'{Guid.NewGuid()}'::uuid", StringComparison.Ordinal)));
        await book.ReadAsync(Rows(book.Book, import, 1));
        await Refused(() => SetAsync(Guid.NewGuid()));
        await Refused(() => SetAsync(theirs.Food));
        await SetAsync(book.Food);

        await Refused(() => book.ChangeAsync($"delete from accounts where id = '{book.Food}'"));
        await SetAsync(book.Bank);
        await book.ChangeAsync($"delete from accounts where id = '{book.Food}'");
    }

    private static async Task RefusedAsync(string constraint, Func<Task> change) =>
        Assert.Equal(constraint, (await Assert.ThrowsAsync<PostgresException>(change)).ConstraintName);

    private static async Task<Guid> ImportAsync(BookSession book)
    {
        var import = Guid.CreateVersion7();
        await book.ReadAsync($"""
            insert into imports (book_id, id, account_id, file_hash, format, currency, planned_version)
              values ('{book.Book}', '{import}', '{book.Bank}', '', 'csv', 'EUR', 0)
            """);
        return import;
    }

    private static string Rows(Guid book, Guid import, int row) => $"""
        insert into import_rows (book_id, import_id, row, line, date, amount, fingerprint, occurrence, decision, reason_code, transaction_id, other_account_id)
          {Values(book, import, row)}
        """;

    private static string Values(Guid book, Guid import, int row) =>
        $"select '{book}'::uuid, '{import}'::uuid, {row}, {row}, '2026-01-05'::date, -10, 'x', 1, 'new', 'new', gen_random_uuid(), null::uuid";
}
