using Npgsql;

namespace FinanceAspire.Worker.Backups;

/// <summary>What the database holds, asked of its own catalog, so that a table of tomorrow is not forgotten.</summary>
internal static class LedgerContent
{
    /// <summary>Every table but the list of migrations, which is made by applying them, with the columns that are stored.</summary>
    public static Task<List<(string Table, string[] Columns)>> TablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ReadAsync(
            connection,
            """
            select c.relname, array_agg(a.attname::text order by a.attnum)
              from pg_class c join pg_attribute a on a.attrelid = c.oid
             where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'schema_migrations'
               and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
             group by c.relname order by c.relname
            """,
            row => (row.GetString(0), row.GetFieldValue<string[]>(1)), cancellationToken);

    public static async Task<List<BackedUpSequence>> SequencesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var names = await ReadAsync(
            connection, "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S' order by relname", row => row.GetString(0), cancellationToken);
        var sequences = new List<BackedUpSequence>();
        foreach (var name in names)
        {
            sequences.AddRange(await ReadAsync(
                connection, $"select last_value, is_called from {Quote(name)}", row => new BackedUpSequence(name, row.GetInt64(0), row.GetBoolean(1)), cancellationToken));
        }

        return sequences;
    }

    /// <summary>The migrations that have been applied; none in a database without a schema.</summary>
    public static async Task<List<string>> MigrationsAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await ReadAsync(connection, "select to_regclass('schema_migrations') is not null", row => row.GetBoolean(0), cancellationToken))[0]
            ? await ReadAsync(connection, "select migration_id from schema_migrations order by migration_id", row => row.GetString(0), cancellationToken)
            : [];

    public static Task<List<BackedUpAccount>> AccountsAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ReadAsync(
            connection,
            """
            select a.book_id, a.id, a.name, a.commodity, coalesce(sum(p.quantity), 0)::text, count(p.id)
              from accounts a left join postings p on p.book_id = a.book_id and p.account_id = a.id
             group by a.book_id, a.id, a.name, a.commodity order by a.book_id, a.id
            """,
            row => new BackedUpAccount(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt64(5)), cancellationToken);

    public static async Task<long> CountAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken) =>
        (await ReadAsync(connection, $"select count(*) from {Quote(table)}", row => row.GetInt64(0), cancellationToken))[0];

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql) =>
#pragma warning disable CA2100 // Constants, and names out of the catalog, quoted.
        new(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
}
