namespace FinanceAspire.Web.Http;

/// <summary>Where to go back to, as an address of this site only: a link from elsewhere cannot send anybody away.</summary>
internal static class LocalPath
{
    public static string? Of(string? path) =>
        path is ['/', ..] && path.Length < 2000 && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\') && !path.Any(char.IsControl) ? path : null;
}
