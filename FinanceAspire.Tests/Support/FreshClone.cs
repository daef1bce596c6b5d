using System.Diagnostics;

namespace FinanceAspire.Tests.Support;

/// <summary>
/// What a newcomer has: a clone of the repository in a folder of their own, with a space in its name. It is cloned from a copy
/// of this checkout as it stands, so that <c>git pull</c> brings what a test adds there.
/// </summary>
public sealed class FreshClone : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("finance ").FullName;

    /// <summary>The clone.</summary>
    public string Folder => Path.Combine(_root, "my clone");

    private string Origin => Path.Combine(_root, "origin");

    public static async Task<FreshClone> MakeAsync()
    {
        var clone = new FreshClone();
        Directory.CreateDirectory(clone.Origin);
        await ShellAsync(
            Checkout.Folder,
            $"git ls-files -z --cached --others --exclude-standard | tar --null -T - --ignore-failed-read -cf - 2>/dev/null | tar -C '{clone.Origin}' -xf -");
        await ShellAsync(clone.Origin, "git init -q && git add -f . && git -c user.name=t -c user.email=t@example.org commit -qm first");
        await ShellAsync(clone._root, $"git clone -q origin 'my clone'");
        return clone;
    }

    /// <summary>A later version, as whoever publishes it commits it.</summary>
    public async Task ReleaseAsync(string from, string to)
    {
        foreach (var name in new[] { "docker-compose.yml", ".env.example" })
        {
            var file = Path.Combine(Origin, name);
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.Contains(from, text, StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, text.Replace(from, to, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        }

        await ShellAsync(Origin, "git -c user.name=t -c user.email=t@example.org commit -qam second");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task ShellAsync(string folder, string script)
    {
        var (exit, output, error) = await Programs.RunAsync(new ProcessStartInfo("sh", ["-ec", script]) { WorkingDirectory = folder });
        Assert.True(exit == 0, $"{script}: {output} {error}");
    }
}
