using System.Diagnostics;
using FinanceAspire.Tests.Support;

namespace FinanceAspire.Tests.Deployment;

public sealed class PublishTests
{
    [Fact]
    public async Task Published_files_are_the_ones_that_the_model_writes_byte_by_byte_without_an_engine()
    {
        var folder = Directory.CreateTempSubdirectory("finance publish ").FullName;
        try
        {
            await Published.WriteAsync(folder, "publish", folder);

            Assert.Equal(Published.Files(Checkout.Folder), Published.Files(folder));
            foreach (var file in Published.Files(folder))
            {
                Assert.True(
                    File.ReadAllBytes(Path.Combine(folder, file)).SequenceEqual(File.ReadAllBytes(Path.Combine(Checkout.Folder, file))),
                    $"{file} is not what the model writes: dotnet run --project FinanceAspire.AppHost -- publish");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Publishing_twice_over_the_same_folder_changes_nothing_and_leaves_the_users_env_alone()
    {
        var folder = Directory.CreateTempSubdirectory("finance publish ").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, ".env"), "WEB_PORT=1\n", TestContext.Current.CancellationToken);
            await Published.WriteAsync(folder, "publish", folder);
            var first = Published.Files(folder).ToDictionary(f => f, f => File.ReadAllText(Path.Combine(folder, f)));

            await Published.WriteAsync(folder, "--operation", "publish", "--step", "export", "--output-path", folder);

            Assert.Equal(first.Keys.Order(StringComparer.Ordinal), Published.Files(folder));
            Assert.All(first, f => Assert.Equal(f.Value, File.ReadAllText(Path.Combine(folder, f.Key))));
            Assert.Equal("WEB_PORT=1\n", await File.ReadAllTextAsync(Path.Combine(folder, ".env"), TestContext.Current.CancellationToken));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Aspire's own command, from another folder, with nobody to ask.</summary>
    [Theory]
    [InlineData("publish")]
    [InlineData("do", "export")]
    public async Task Aspires_own_command_writes_the_same_bytes(params string[] command)
    {
        var aspire = Environment.GetEnvironmentVariable("FINANCEASPIRE_ASPIRE_CLI");
        Assert.SkipUnless(aspire is not null, "FINANCEASPIRE_ASPIRE_CLI is not set: .ci/run installs Aspire.Cli and says where.");
        var folder = Directory.CreateTempSubdirectory("finance publish ").FullName;
        try
        {
            var (exit, output, error) = await Programs.RunAsync(new ProcessStartInfo(
                aspire!,
                [.. command, "--apphost", Path.Combine(Checkout.Folder, "FinanceAspire.AppHost", "FinanceAspire.AppHost.csproj"), "--output-path", folder, "--no-build", "--non-interactive", "--nologo"])
            {
                WorkingDirectory = folder,
            });

            Assert.True(exit == 0, output + error);
            Assert.Equal(Published.Files(Checkout.Folder), Published.Files(folder));
            Assert.All(Published.Files(folder), f => Assert.Equal(File.ReadAllText(Path.Combine(Checkout.Folder, f)), File.ReadAllText(Path.Combine(folder, f))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Published_files_name_nothing_of_the_machine_that_wrote_them_and_no_development_setting()
    {
        foreach (var file in Published.Files(Checkout.Folder))
        {
            var text = Published.Read(file);
            Assert.DoesNotContain(Checkout.Folder, text, StringComparison.Ordinal);
            Assert.DoesNotContain("\r", text, StringComparison.Ordinal);
            // Aspire's word for "believe whoever forwards": ours names a port.
            Assert.True(file == "aspire-manifest.json" || !text.Contains("FORWARDEDHEADERS_ENABLED", StringComparison.Ordinal), file);
            Assert.DoesNotContain(":latest", text, StringComparison.Ordinal);
        }
    }
}
