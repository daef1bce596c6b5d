using System.Globalization;
using Npgsql;

namespace FinanceAspire.Tests.Support;

/// <summary>One book in a database of its own, with plain SQL as the web role; no C# of ours in between.</summary>
public sealed class BookSession : IAsyncDisposable
{
    private readonly string _owner;
    private readonly NpgsqlConnection _connection;

    private BookSession(string owner, NpgsqlConnection connection) => (_owner, _connection) = (owner, connection);

    public Guid Book { get; } = Guid.CreateVersion7();

    public Guid User { get; private init; }

    public Guid Bank { get; } = Guid.CreateVersion7();

    public Guid Food { get; } = Guid.CreateVersion7();

    public static async Task<BookSession> OpenAsync(PostgresFixture postgres)
    {
        var (owner, app) = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        return await OpenAsync(owner, app);
    }

    /// <summary>A further book in the same database, of another user.</summary>
    public static async Task<BookSession> OpenAsync(string owner, string app)
    {
        var connection = new NpgsqlConnection(app);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var session = new BookSession(owner, connection) { User = Guid.CreateVersion7() };
        await session.AsOwnerAsync($"""
            insert into users (id, owns_installation, created_at, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
              values ('{session.User}', false, now(), false, false, false, false, 0)
            """);
        await session.RunAsync($"""
            select create_book('{session.Book}', '{session.User}', gen_random_uuid(), 'Test', 'EUR', 2::smallint, false);
            insert into accounts (book_id, id, name, type, commodity)
              values ('{session.Book}', '{session.Bank}', 'Bank', 'asset', 'EUR'), ('{session.Book}', '{session.Food}', 'Food', 'expense', 'EUR')
            """);
        return session;
    }

    public (string Owner, string App) Connections => (_owner, _connection.ConnectionString + $";Password={PostgresFixture.AppPassword}");

    /// <summary>Records a transaction in an operation of its own.</summary>
    public Task<Guid> RecordAsync(string date, params (Guid Account, decimal Quantity)[] postings) => RecordAsync(date, postings, "");

    public async Task<Guid> RecordAsync(string date, (Guid Account, decimal Quantity)[] postings, string before)
    {
        var id = Guid.CreateVersion7();
        var rows = string.Join(", ", postings.Select((p, i) => string.Create(
            CultureInfo.InvariantCulture, $"('{Book}', gen_random_uuid(), '{id}', {i}, '{p.Account}', '{date}', 'EUR', 'EUR', {p.Quantity}, {p.Quantity})")));
        await ChangeAsync($"""
            insert into transactions (book_id, id, date, currency) values ('{Book}', '{id}', '{date}', 'EUR');
            insert into postings (book_id, id, transaction_id, ordinal, account_id, date, currency, commodity, quantity, value) values {rows};
            {before}
            """);
        return id;
    }

    /// <summary>Runs SQL in a new operation; its id.</summary>
    public async Task<Guid> ChangeAsync(string sql)
    {
        var operation = Guid.CreateVersion7();
        await RunAsync($"select begin_operation('{Book}', '{User}', '{operation}', 'page', null, 'test'); {sql}");
        return operation;
    }

    /// <summary>Runs SQL with the book open and no operation begun.</summary>
    public Task ReadAsync(string sql) => RunAsync($"select enter_book('{Book}', '{User}'); {sql}");

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var transaction = await _connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(_connection, $"select enter_book('{Book}', '{User}')");
        await using var command = Command(_connection, sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Runs SQL as a superuser: what a broken disk or a hasty administrator could do.</summary>
    public async Task AsOwnerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_owner);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, sql);
    }

    /// <summary>Runs SQL in one transaction without opening any book.</summary>
    public async Task RunAsync(string sql)
    {
        await using var transaction = await _connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(_connection, sql);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = Command(connection, sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql) =>
#pragma warning disable CA2100 // The tests' own text.
        new(sql, connection);
#pragma warning restore CA2100
}
