namespace FinanceAspire.Worker.Secrets;

/// <summary>Which service gets which files, as the published stack says it: <c>Files:SERVICE:NAME</c> is a text with placeholders, <c>Users:SERVICE</c> the number of its user.</summary>
internal sealed record SecretPlan(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Files, IReadOnlyDictionary<string, uint> Users)
{
    public static SecretPlan Read(IConfiguration configuration) => new(
        configuration.GetSection("Files").GetChildren().ToDictionary(
            s => s.Key,
            // In a variable's name, as in a file's, __ stands between the parts of a setting.
            IReadOnlyDictionary<string, string> (s) => s.AsEnumerable(makePathsRelative: true).Where(f => f.Value is not null)
                .OrderBy(f => f.Key, StringComparer.Ordinal).ToDictionary(f => f.Key.Replace(":", "__", StringComparison.Ordinal), f => f.Value!)),
        configuration.GetSection("Users").GetChildren().ToDictionary(
            u => u.Key, u => uint.Parse(u.Value!, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture)));
}
