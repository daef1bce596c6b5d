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

        Assert.Equal([0, 3], applied.Select(a => a.Count).Order());
    }
}
