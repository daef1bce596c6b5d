using FinanceAspire.Data;
using FinanceAspire.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;

namespace FinanceAspire.Benchmarks;

/// <summary>A sample book in a database of its own, and the ways of filling it.</summary>
internal sealed class BenchBook
{
    private const string AppPassword = "app-password";
    private readonly string _owner;

    private BenchBook(SampleBook sample, string owner, string app) => (Sample, _owner, App) = (sample, owner, app);

    /// <summary>The connection of the server's superuser, whom no policy meets.</summary>
    public string Owner => _owner;

    public SampleBook Sample { get; }

    public string App { get; }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public Guid User { get; private init; } = Guid.CreateVersion7();

    public static async Task<BenchBook> CreateAsync(ScratchPostgres server, SampleBook sample)
    {
        var (owner, app) = await MigratedAsync(server);
        return await OpenAsync(new BenchBook(sample, owner, app));
    }

    /// <summary>A database without any book: the connection of the superuser and that of web.</summary>
    public static async Task<(string Owner, string App)> MigratedAsync(ScratchPostgres server)
    {
        var name = $"b{Guid.NewGuid():N}";
        await server.ExecuteAsync($"create database {name}", default);
        await new SchemaMigrator(server.Owner(name), AppPassword, NullLogger<SchemaMigrator>.Instance).MigrateAsync(default);
        return (server.Owner(name), server.App(name, AppPassword));
    }

    /// <summary>The sample's accounts and payees in a book that is there already, with its own default chart beside them.</summary>
    public static async Task<BenchBook> InAsync(SampleBook sample, string owner, string app, Guid id, Guid user)
    {
        var book = new BenchBook(sample, owner, app) { Id = id, User = user };
        await using var connection = await OpenAsync(owner);
        await ExecuteAsync(connection, $"begin; select begin_operation('{id}', '{user}', gen_random_uuid(), 'import', null, 'accounts'); {book.NamesSql()} commit");
        return book;
    }

    /// <summary>A further book in the same database.</summary>
    public Task<BenchBook> BesideAsync(SampleBook sample) => OpenAsync(new BenchBook(sample, _owner, App));

    private static async Task<BenchBook> OpenAsync(BenchBook book)
    {
        await using var owner = await OpenAsync(book._owner);
        await ExecuteAsync(owner, $"""
            insert into users (id, owns_installation, created_at, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
              values ('{book.User}', false, now(), false, false, false, false, 0);
            begin;
            select create_book('{book.Id}', '{book.User}', gen_random_uuid(), 'Benchmark', 'EUR', 2::smallint, false);
            {book.NamesSql()}
            commit
            """);
        return book;
    }

    private string NamesSql() => $"""
            insert into accounts (book_id, id, name, type, commodity) values {string.Join(", ", Sample.AccountIds.Select((id, i) =>
                i < SampleBook.Accounts ? $"('{Id}', '{id}', 'A{i + 1:00}', 'asset', 'EUR')"
                : i < SampleBook.Accounts + SampleBook.ExpenseCategories ? $"('{Id}', '{id}', 'C{i - 9:00}', 'expense', 'EUR')"
                : $"('{Id}', '{id}', 'I{i - 45:00}', 'income', 'EUR')"))};
            insert into payees (book_id, id, name) values {string.Join(", ", Sample.Payees.Select((p, i) => $"('{Id}', '{Sample.PayeeIds[i]}', '{p}')"))};
            """;

    /// <summary>COPY as the server's superuser, in one transaction, with our triggers or with plain foreign keys in their place.</summary>
    public async Task CopyAsync(bool triggers)
    {
        await using var connection = await OpenAsync(_owner);
        if (!triggers)
        {
            await ExecuteAsync(connection, """
                alter table transactions disable trigger user, add foreign key (book_id, payee_id) references payees, add foreign key (book_id, currency) references commodities;
                alter table postings disable trigger user, add foreign key (book_id, account_id, commodity) references accounts (book_id, id, commodity),
                  add foreign key (book_id, reconciliation_id) references reconciliations
                """);
        }

        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, $"select begin_operation('{Id}', '{User}', gen_random_uuid(), 'import', null, 'bulk')");
        await using (var copy = await connection.BeginBinaryImportAsync("copy transactions (book_id, id, date, payee_id, currency) from stdin (format binary)"))
        {
            foreach (var e in Sample.Entries)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(Id, NpgsqlDbType.Uuid);
                await copy.WriteAsync(e.Id, NpgsqlDbType.Uuid);
                await copy.WriteAsync(e.Date, NpgsqlDbType.Date);
                await copy.WriteAsync(Sample.PayeeIds[e.Payee], NpgsqlDbType.Uuid);
                await copy.WriteAsync("EUR", NpgsqlDbType.Text);
            }

            await copy.CompleteAsync();
        }

        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy postings (book_id, id, transaction_id, ordinal, account_id, date, currency, commodity, quantity, value) from stdin (format binary)"))
        {
            foreach (var e in Sample.Entries)
            {
                for (var side = 0; side < 2; side++)
                {
                    var amount = (side == 0 ? e.Cents : -e.Cents) / 100m;
                    await copy.StartRowAsync();
                    await copy.WriteAsync(Id, NpgsqlDbType.Uuid);
                    await copy.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid);
                    await copy.WriteAsync(e.Id, NpgsqlDbType.Uuid);
                    await copy.WriteAsync((short)side, NpgsqlDbType.Smallint);
                    await copy.WriteAsync(Sample.AccountIds[side == 0 ? e.Account : SampleBook.Accounts + e.Category], NpgsqlDbType.Uuid);
                    await copy.WriteAsync(e.Date, NpgsqlDbType.Date);
                    await copy.WriteAsync("EUR", NpgsqlDbType.Text);
                    await copy.WriteAsync("EUR", NpgsqlDbType.Text);
                    await copy.WriteAsync(amount, NpgsqlDbType.Numeric);
                    await copy.WriteAsync(amount, NpgsqlDbType.Numeric);
                }
            }

            await copy.CompleteAsync();
        }

        await transaction.CommitAsync();
    }

    /// <summary>As web does it: the web role, under its policies, arrays unnested by the server, one transaction.</summary>
    public async Task InsertAsWebAsync()
    {
        await using var connection = await OpenAsync(App);
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, $"select begin_operation('{Id}', '{User}', gen_random_uuid(), 'import', null, 'bulk')");
        foreach (var part in Sample.Entries.Chunk(50_000))
        {
            await using var heads = new NpgsqlCommand("""
                insert into transactions (book_id, id, date, payee_id, currency) select $1, x.id, x.date, x.payee, 'EUR' from unnest($2, $3, $4) x (id, date, payee)
                """, connection)
            {
                Parameters =
                {
                    new() { Value = Id }, new() { Value = part.Select(e => e.Id).ToArray() }, new() { Value = part.Select(e => e.Date).ToArray() },
                    new() { Value = part.Select(e => Sample.PayeeIds[e.Payee]).ToArray() },
                },
            };
            await heads.ExecuteNonQueryAsync();
            await using var legs = new NpgsqlCommand("""
                insert into postings (book_id, id, transaction_id, ordinal, account_id, date, currency, commodity, quantity, value)
                  select $1, gen_random_uuid(), x.id, s.ordinal, case s.ordinal when 0 then x.account else x.category end, x.date, 'EUR', 'EUR', s.sign * x.amount, s.sign * x.amount
                    from unnest($2, $3, $4, $5, $6) x (id, date, account, category, amount) cross join (values (0::smallint, 1), (1::smallint, -1)) s (ordinal, sign)
                """, connection)
            {
                Parameters =
                {
                    new() { Value = Id }, new() { Value = part.Select(e => e.Id).ToArray() }, new() { Value = part.Select(e => e.Date).ToArray() },
                    new() { Value = part.Select(e => Sample.AccountIds[e.Account]).ToArray() },
                    new() { Value = part.Select(e => Sample.AccountIds[SampleBook.Accounts + e.Category]).ToArray() }, new() { Value = part.Select(e => e.Cents / 100m).ToArray() },
                },
            };
            await legs.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }

    public async Task AnalyseAsync()
    {
        await using var connection = await OpenAsync(_owner);
        await ExecuteAsync(connection, "alter table transactions enable trigger user; alter table postings enable trigger user");
        await ExecuteAsync(connection, "vacuum (analyze)");
    }

    /// <summary>An edit of both legs by plain UPDATE: without triggers as the superuser, or as web in an operation.</summary>
    public async Task<Func<int, Task>> EditorAsync(bool asWeb)
    {
        var connection = await OpenAsync(asWeb ? App : _owner);
        if (!asWeb)
        {
            await ExecuteAsync(connection, "set session_replication_role = replica");
        }

        return async n =>
        {
            var sql = asWeb ? $"select begin_operation('{Id}', '{User}', gen_random_uuid(), 'page', null, 'edit');" : "";
            await ExecuteAsync(connection, $"""
                begin; {sql}
                update postings set quantity = quantity + case ordinal when 0 then 0.01 else -0.01 end, value = value + case ordinal when 0 then 0.01 else -0.01 end
                  where book_id = '{Id}' and transaction_id = '{Sample.Entries[n].Id}';
                commit
                """);
        };
    }

    public static LedgerDbContext Context(NpgsqlConnection connection)
    {
        var options = new DbContextOptionsBuilder<LedgerDbContext>();
        options.UseNpgsql(connection).UseLedger();
        return new(options.Options);
    }

    public static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Command Timeout=0");
        await connection.OpenAsync();
        return connection;
    }

    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The benchmark's own text.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
