using System.Security.Cryptography;
using System.Text.Json;

namespace FinanceAspire.AppHost.Embedded;

/// <summary>Passwords that the installation made for itself.</summary>
internal sealed record Secrets(string OwnerPassword, string AppPassword, string RedisPassword);

/// <summary>
/// Everything that embedded mode keeps: the cluster, the generated secrets and the mode itself. Remove it and you start
/// afresh.
/// </summary>
internal sealed class DataFolder
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public DataFolder(string? asked)
    {
        Path = System.IO.Path.GetFullPath(asked ?? Default());
    }

    public string Path { get; }

    public string Cluster => System.IO.Path.Combine(Path, "postgres");

    public string RedisSettings => System.IO.Path.Combine(Path, "redis.json");

    public string PasswordFile => System.IO.Path.Combine(Path, "owner-password");

    private string ModeFile => System.IO.Path.Combine(Path, "mode");

    private string SecretsFile => System.IO.Path.Combine(Path, "secrets.json");

    /// <summary>The mode that holds data; null on a fresh machine.</summary>
    public StoreMode? Mode => File.Exists(ModeFile)
        ? File.ReadAllText(ModeFile).Trim() == InfrastructureMode.Code(StoreMode.Containers) ? StoreMode.Containers : StoreMode.Embedded
        : null;

    public void Remember(StoreMode mode)
    {
        Directory.CreateDirectory(Path);
        File.WriteAllText(ModeFile, InfrastructureMode.Code(mode) + "\n");
    }

    /// <summary>The secrets, made at the first start; readable by this user only.</summary>
    public Secrets Secrets()
    {
        if (File.Exists(SecretsFile))
        {
            return JsonSerializer.Deserialize<Secrets>(File.ReadAllText(SecretsFile))
                ?? throw new InvalidOperationException($"{SecretsFile} is empty. Restore it, or remove {Path} to start afresh.");
        }

        var made = new Secrets(Secret(), Secret(), Secret());
        WritePrivately(SecretsFile, JsonSerializer.Serialize(made, Indented));
        return made;
    }

    /// <summary>Writes a file that nobody but this user can read, from its first byte on.</summary>
    public static void WritePrivately(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }

    /// <summary>PostgreSQL refuses root and the account it runs under cannot look into root's home: root's data lies in /var/lib.</summary>
    private static string Default() =>
        Unprivileged.IsRoot && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("XDG_DATA_HOME")) ? "/var/lib/FinanceAspire" : UserFolder();

    private static string UserFolder() =>
        System.IO.Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "FinanceAspire");

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}
