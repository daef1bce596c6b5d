using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.Hosting;

/// <summary>Secrets as a published stack hands them over: one file each, in a directory that only this service can read.</summary>
public static class SecretFiles
{
    private const int ShortestPassword = 12;
    private static readonly string[] WellKnown = ["password", "postgres", "changeme", "change-me", "secret", "development", "testpassword", "finance", "admin"];

    /// <summary>
    /// Files of the directory in the setting <c>Secrets:Directory</c> become configuration by their names; without the setting
    /// nothing changes. In Production a password that is short or well known is refused, wherever it comes from.
    /// </summary>
    public static TBuilder AddSecretFiles<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        if (builder.Configuration["Secrets:Directory"] is { Length: > 0 } directory)
        {
            builder.Configuration.AddKeyPerFile(directory, optional: false);
        }

        if (builder.Environment.IsProduction())
        {
            foreach (var connection in builder.Configuration.GetSection("ConnectionStrings").GetChildren())
            {
                if (Password(connection.Value ?? "") is { } password && IsWeak(password))
                {
                    throw new InvalidOperationException(
                        $"The password in ConnectionStrings:{connection.Key} is one for development: shorter than {ShortestPassword} characters, or well known. Production does not start with it. "
                        + "Set a long random one, or ASPNETCORE_ENVIRONMENT=Development where nobody's books are.");
                }
            }
        }

        return builder;
    }

    public static bool IsWeak(string password) =>
        password.Length < ShortestPassword || WellKnown.Any(w => password.StartsWith(w, StringComparison.OrdinalIgnoreCase));

    /// <summary>The password of a connection string of PostgreSQL's or of Redis' kind; null where there is none.</summary>
    private static string? Password(string text)
    {
        foreach (var part in text.Split(';', ','))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is [var key, var value] && key.Equals("password", StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}
