namespace FinanceAspire.Data;

/// <summary>The SQL files that are built into the assembly.</summary>
internal static class SqlScript
{
    public static string Read(string name)
    {
        using var stream = typeof(SqlScript).Assembly.GetManifestResourceStream($"FinanceAspire.Data.Sql.{name}")
            ?? throw new InvalidOperationException($"There is no Sql/{name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
