using FinanceAspire.Data;
using FinanceAspire.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinanceAspire.Tests.Data;

public sealed class SchemaTests(PostgresFixture postgres)
{
    [Fact]
    public void Model_has_no_change_that_lacks_a_migration()
    {
        var options = new DbContextOptionsBuilder<LedgerDbContext>();
        options.UseLedger("Host=localhost");
        using var db = new LedgerDbContext(options.Options);

        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task Two_migrators_at_once_make_one_schema()
    {
        var database = await postgres.CreateEmptyDatabaseAsync(TestContext.Current.CancellationToken);
        SchemaMigrator Migrator() => new(database, PostgresFixture.AppPassword, NullLogger<SchemaMigrator>.Instance);

        var applied = await Task.WhenAll(Migrator().MigrateAsync(TestContext.Current.CancellationToken), Migrator().MigrateAsync(TestContext.Current.CancellationToken));

        Assert.Equal([0, 6], applied.Select(a => a.Count).Order());
    }

    [Fact]
    public async Task Database_says_how_its_schema_differs_from_the_programs()
    {
        var database = await postgres.CreateEmptyDatabaseAsync(TestContext.Current.CancellationToken);
        var migrator = new SchemaMigrator(database, PostgresFixture.AppPassword, NullLogger<SchemaMigrator>.Instance);
        var options = new DbContextOptionsBuilder<LedgerDbContext>();
        options.UseLedger(database);
        await using var db = new LedgerDbContext(options.Options);
        Task<string?> DifferenceAsync() => SchemaState.DifferenceAsync(db, TestContext.Current.CancellationToken);
        var known = db.Database.GetMigrations().ToList();

        Assert.Contains("no schema yet", await DifferenceAsync(), StringComparison.Ordinal);
        await migrator.MigrateAsync(known[0], TestContext.Current.CancellationToken);
        Assert.Contains($"lacks {known.Count - 1} migration", await DifferenceAsync(), StringComparison.Ordinal);
        await migrator.MigrateAsync(TestContext.Current.CancellationToken);
        Assert.Null(await DifferenceAsync());
        await db.Database.ExecuteSqlAsync($"insert into schema_migrations values ('99990101000000_Tomorrow', '10.0.0')", TestContext.Current.CancellationToken);
        Assert.Contains("newer than this program by 1", await DifferenceAsync(), StringComparison.Ordinal);
    }
}
