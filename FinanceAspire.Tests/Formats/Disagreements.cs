namespace FinanceAspire.Tests.Formats;

/// <summary>Files of the corpus that do not read as their source says, each with the reason. A stale entry fails its test.</summary>
internal static class Disagreements
{
    public static IReadOnlyDictionary<string, string> Known { get; } = new Dictionary<string, string>();
}
