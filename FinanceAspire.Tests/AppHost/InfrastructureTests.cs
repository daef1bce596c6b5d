using FinanceAspire.AppHost;
using FinanceAspire.AppHost.Embedded;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.AppHost;

public sealed class InfrastructureTests
{
    [Theory]
    [InlineData("auto", null, true, "containers")]
    [InlineData("auto", null, false, "embedded")]
    [InlineData("auto", "embedded", true, "embedded")]
    [InlineData("auto", "containers", false, "containers")]
    [InlineData("containers", "embedded", false, "containers")]
    [InlineData("Embedded", null, true, "embedded")]
    public void Mode_is_what_is_asked_else_where_the_data_is_else_what_the_machine_has(string asked, string? remembered, bool engine, string expected)
    {
        StoreMode? kept = remembered switch { "embedded" => StoreMode.Embedded, "containers" => StoreMode.Containers, _ => null };

        Assert.Equal(expected, InfrastructureMode.Code(InfrastructureMode.Choose(asked, kept, () => engine).Mode));
    }

    [Theory]
    [InlineData("28.2.2\n", true)]
    [InlineData("25.0.0-rc.1", true)]
    [InlineData("20.10.24+dfsg1", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Docker_client_too_old_for_the_orchestrator_is_no_engine(string? version, bool expected) =>
        Assert.Equal(expected, ContainerEngine.Supports(version));

    [Fact]
    public void Unknown_mode_is_refused_with_the_choices() =>
        Assert.Contains("containers, embedded and auto", Assert.Throws<InvalidOperationException>(() => InfrastructureMode.Choose("podman", null, () => false)).Message, StringComparison.Ordinal);

    [Fact]
    public void Machine_without_postgres_is_told_the_three_ways_out()
    {
        var text = PostgresLocator.Missing(null);

        Assert.Contains("Node.js", text, StringComparison.Ordinal);
        Assert.Contains("PostgreSQL 15 or newer", text, StringComparison.Ordinal);
        Assert.Contains("container engine", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_folder_remembers_its_mode_and_its_secrets()
    {
        var path = Stack.NewFolder();
        try
        {
            var data = new DataFolder(path);
            Assert.Null(data.Mode);
            data.Remember(StoreMode.Embedded);

            Assert.Equal(StoreMode.Embedded, new DataFolder(path).Mode);
            Assert.Equal(data.Secrets(), new DataFolder(path).Secrets());
            Assert.Equal(3, new[] { data.Secrets().OwnerPassword, data.Secrets().AppPassword, data.Secrets().RedisPassword }.Distinct().Count());
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
