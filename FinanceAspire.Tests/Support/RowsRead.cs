using Npgsql;

namespace FinanceAspire.Tests.Support;

/// <summary>Counts work in rows that the server reads: a clock would tell of the machine.</summary>
internal static class RowsRead
{
    /// <summary>Rows that have been read from the tables so far; a connection tells what it did when it is closed.</summary>
    public static async Task<long> CountAsync(BookSession book, params string[] tables)
    {
        await using (var pool = new NpgsqlConnection(book.Connections.App))
        {
            NpgsqlConnection.ClearPool(pool);
        }

        await using var owner = new NpgsqlConnection(book.Connections.Owner + ";Pooling=false");
        await owner.OpenAsync(TestContext.Current.CancellationToken);
        // One is the session that the test itself holds.
        while (await ScalarAsync("select count(*) from pg_stat_activity where datname = current_database() and usename = 'finance_app' and $1::text[] is not null") > 1)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return await ScalarAsync("select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint from pg_stat_user_tables where relname = any ($1)");

        async Task<long> ScalarAsync(string sql)
        {
#pragma warning disable CA2100 // The tests' own text.
            await using var command = new NpgsqlCommand(sql, owner);
#pragma warning restore CA2100
            command.Parameters.AddWithValue(tables);
            return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        }
    }
}
