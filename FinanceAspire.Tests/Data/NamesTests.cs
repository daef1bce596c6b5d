using FinanceAspire.Tests.Support;
using Npgsql;

namespace FinanceAspire.Tests.Data;

/// <summary>What transactions and postings name is there as by a foreign key, although it is asked for once a statement (0005_names.sql).</summary>
public sealed class NamesTests(PostgresFixture postgres)
{
    private const string Transaction = "insert into transactions (book_id, id, date, payee_id, currency) values ('{book}', gen_random_uuid(), '2026-01-05', ";
    private const string Posting = "insert into postings (book_id, id, transaction_id, ordinal, account_id, date, currency, commodity, quantity, value) select book_id, gen_random_uuid(), id, 7, ";

    [Theory]
    [InlineData("payee_not_found", Transaction + "gen_random_uuid(), 'EUR')")]
    [InlineData("payee_not_found", Transaction + "null, 'EUR'), ('{book}', gen_random_uuid(), '2026-01-05', gen_random_uuid(), 'EUR')")]
    [InlineData("payee_not_found", Transaction + "'{theirs}', 'EUR')")]
    [InlineData("payee_not_found", "update transactions set payee_id = gen_random_uuid()")]
    [InlineData("payee_not_found", "update transactions set payee_id = '{theirs}'")]
    [InlineData("transaction_currency_is_unknown", Transaction + "null, 'XQQ')")]
    [InlineData("transaction_currency_is_unknown", "update transactions set currency = 'XQQ'")]
    [InlineData("posting_account_not_found", Posting + "gen_random_uuid(), date, currency, currency, 0, 0 from transactions")]
    [InlineData("posting_account_not_found", Posting + "'{theirs}', date, currency, currency, 0, 0 from transactions")]
    [InlineData("posting_account_not_found", Posting + "'{bank}', date, currency, 'USD', 0, 0 from transactions")]
    [InlineData("posting_account_not_found", "update postings set account_id = gen_random_uuid() where ordinal = 1")]
    [InlineData("posting_account_not_found", "update postings set account_id = '{theirs}'")]
    [InlineData("posting_account_not_found", "update postings set commodity = 'USD'")]
    public async Task Name_of_nothing_is_refused(string constraint, string sql)
    {
        await using var book = await BookAsync();
        var theirs = await NeighbourAsync(book);

        await RefusesAsync(constraint, () => book.ChangeAsync(Fill(sql, book, theirs)));

        Assert.Equal(0L, await book.ScalarAsync("select count(*) from ledger_differences()"));
    }

    [Fact]
    public async Task Reconciliation_that_is_not_there_locks_nothing()
    {
        await using var book = await BookAsync();

        await RefusesAsync("posting_reconciliation_not_found", () => AsOwnerAsync(book, "update postings set cleared = 2, reconciliation_id = gen_random_uuid()"));
    }

    [Theory]
    [InlineData("payee_not_found", "delete from payees where name = 'Shop'")]
    [InlineData("transaction_currency_is_unknown", "alter table accounts disable trigger all; update accounts set commodity = 'USD'; delete from commodities where code = 'EUR'")]
    [InlineData("posting_account_not_found", "delete from accounts where name = 'Food'")]
    [InlineData("posting_reconciliation_not_found", "delete from balance_assertions; delete from reconciliations")]
    public async Task What_is_named_does_not_go(string constraint, string sql)
    {
        await using var book = await BookAsync();
        await book.ChangeAsync($"select finish_reconciliation(gen_random_uuid(), '{book.Bank}', '2026-01-31', -10, array(select id from postings where account_id = '{book.Bank}'))");

        await RefusesAsync(constraint, () => AsOwnerAsync(book, sql));
    }

    [Fact]
    public async Task What_nobody_names_goes()
    {
        await using var book = await BookAsync();

        await AsOwnerAsync(book, "delete from payees where name = 'Nobody'; delete from commodities where code = 'USD'; delete from accounts where name = 'Savings'");

        Assert.Equal(0L, await book.ScalarAsync("select (select count(*) from payees where name = 'Nobody') + (select count(*) from accounts where name = 'Savings')"));
    }

    [Fact]
    public async Task Nothing_goes_outside_of_an_operation_or_from_another_book()
    {
        await using var book = await BookAsync();
        var theirs = await NeighbourAsync(book);

        var error = await Assert.ThrowsAsync<PostgresException>(() => book.AsOwnerAsync($"select enter_book('{book.Book}', '{book.User}'); delete from payees where name = 'Nobody'"));

        Assert.Equal("no_operation", error.ConstraintName);
        await RefusesAsync("payee_not_found", () => AsOwnerAsync(book, $"delete from payees where id = '{theirs}'"));
    }

    [Theory]
    [InlineData("update payees set id = gen_random_uuid()")]
    [InlineData("update payees set book_id = gen_random_uuid()")]
    [InlineData("update reconciliations set id = gen_random_uuid()")]
    [InlineData("update commodities set book_id = gen_random_uuid()")]
    public async Task Keys_do_not_change(string sql)
    {
        await using var book = await BookAsync();
        await book.ChangeAsync($"select finish_reconciliation(gen_random_uuid(), '{book.Bank}', '2026-01-31', -10, array(select id from postings where account_id = '{book.Bank}'))");

        await RefusesAsync("key_is_fixed", () => AsOwnerAsync(book, sql), PostgresErrorCodes.IntegrityConstraintViolation);
    }

    /// <summary>One change of a book at a time: whoever takes an account away waits for who posts to it, and then sees it.</summary>
    [Fact]
    public async Task Account_does_not_go_while_it_is_posted_to()
    {
        await using var book = await BookAsync();
        var savings = await book.ScalarAsync("select id from accounts where name = 'Savings'");
        await using var other = new NpgsqlConnection(book.Connections.App);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await RunAsync(other, $"{Begin(book)}; update postings set account_id = '{savings}' where account_id = '{book.Bank}'");

        var waits = await Assert.ThrowsAsync<PostgresException>(() => book.RunAsync($"set local lock_timeout = '100ms'; {Begin(book)}"));
        Assert.Equal(PostgresErrorCodes.LockNotAvailable, waits.SqlState);
        var deletion = book.RunAsync($"{Begin(book)}; delete from accounts where id = '{savings}'");
        await using var old = new NpgsqlConnection(book.Connections.App);
        await old.OpenAsync(TestContext.Current.CancellationToken);
        await using var snapshot = await old.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, TestContext.Current.CancellationToken);
        await RunAsync(old, $"select enter_book('{book.Book}', '{book.User}')");
        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        await RefusesAsync("posting_account_not_found", () => deletion);
        // Who has looked at the book as it was before may not change it at all.
        var error = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(old, Begin(book)));
        Assert.Equal(PostgresErrorCodes.SerializationFailure, error.SqlState);
    }

    /// <summary>A book with an entry of the payee Shop, the payee Nobody, a second currency and an account without entries.</summary>
    private async Task<BookSession> BookAsync()
    {
        var book = await BookSession.OpenAsync(postgres);
        await book.RecordAsync("2026-01-05", (book.Bank, -10m), (book.Food, 10m));
        await book.ChangeAsync($"""
            insert into payees (book_id, id, name) values ('{book.Book}', gen_random_uuid(), 'Shop'), ('{book.Book}', gen_random_uuid(), 'Nobody');
            insert into commodities (book_id, code, decimals) values ('{book.Book}', 'USD', 2);
            insert into accounts (book_id, id, name, type, commodity) values ('{book.Book}', gen_random_uuid(), 'Savings', 'asset', 'EUR');
            update transactions set payee_id = (select id from payees where name = 'Shop')
            """);
        return book;
    }

    /// <summary>A book of somebody else in the same database; the id that one of its accounts and one of its payees have.</summary>
    private static async Task<Guid> NeighbourAsync(BookSession book)
    {
        await using var neighbour = await BookSession.OpenAsync(book.Connections.Owner, book.Connections.App);
        await neighbour.ChangeAsync($"insert into payees (book_id, id, name) values ('{neighbour.Book}', '{neighbour.Bank}', 'Theirs')");
        return neighbour.Bank;
    }

    private static string Fill(string sql, BookSession book, Guid theirs) =>
        sql.Replace("{book}", book.Book.ToString(), StringComparison.Ordinal).Replace("{bank}", book.Bank.ToString(), StringComparison.Ordinal).Replace("{theirs}", theirs.ToString(), StringComparison.Ordinal);

    private static string Begin(BookSession book) => $"select begin_operation('{book.Book}', '{book.User}', gen_random_uuid(), 'page', null, 'test')";

    /// <summary>As a superuser, whom no right and no row security holds, within an operation.</summary>
    private static Task AsOwnerAsync(BookSession book, string sql) => book.AsOwnerAsync($"{Begin(book)}; {sql}");

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The tests' own text.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task RefusesAsync(string constraint, Func<Task> change, string state = PostgresErrorCodes.ForeignKeyViolation)
    {
        var error = await Assert.ThrowsAsync<PostgresException>(change);
        Assert.Equal((state, constraint), (error.SqlState, error.ConstraintName));
    }
}
