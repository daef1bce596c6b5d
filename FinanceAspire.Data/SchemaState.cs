using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Data;

/// <summary>Whether the database is at exactly the schema that this program was built for.</summary>
public static class SchemaState
{
    /// <summary>Null where it agrees; else what differs, in a sentence.</summary>
    public static async Task<string?> DifferenceAsync(LedgerDbContext db, CancellationToken cancellationToken)
    {
        var known = db.Database.GetMigrations().ToList();
        // Asked first: a table that is not there would be an error in the server's log.
        if (!await db.Database.SqlQuery<bool>($"select to_regclass('schema_migrations') is not null as \"Value\"").SingleAsync(cancellationToken))
        {
            return "The database has no schema yet; the worker makes it.";
        }

        var applied = await db.Database.SqlQuery<string>($"select migration_id as \"Value\" from schema_migrations").ToListAsync(cancellationToken);
        var missing = known.Except(applied).ToList();
        var unknown = applied.Except(known).ToList();
        return missing.Count > 0 ? $"The database lacks {missing.Count} migration(s); the worker applies them."
            : unknown.Count > 0 ? $"The database is newer than this program by {unknown.Count} migration(s); update the program."
            : null;
    }
}
