namespace FinanceAspire.Web.Http;

/// <summary>How this browser wants to be shown things: cookies, so that the first byte of a page is right and nothing flashes.</summary>
internal static class DisplayCookies
{
    public const string Privacy = "privacy";
    public const string Theme = "theme";
    public const string Language = "language";
    public const string Formats = "formats";

    public static bool IsPrivate(HttpContext http) => http.Request.Cookies[Privacy] == "1";

    /// <summary>Light or dark; null: as the system has it.</summary>
    public static string? ThemeOf(HttpContext http) => http.Request.Cookies[Theme] is ("light" or "dark") and var theme ? theme : null;

    /// <summary>The language of the texts; null: the browser's.</summary>
    public static string? LanguageOf(HttpContext http) =>
        http.Request.Cookies[Language] is { } code && Cultures.Languages.Any(l => l.Code == code) ? code : null;

    /// <summary>The culture in which dates and amounts are written; null: the browser's.</summary>
    public static string? FormatsOf(HttpContext http) =>
        http.Request.Cookies[Formats] is { } name && Cultures.Formats.Contains(name) ? name : null;

    public static void Write(HttpContext http, string name, string? value)
    {
        if (value is null)
        {
            http.Response.Cookies.Delete(name);
            return;
        }

        // Script reads and writes them too: they say nothing about anybody.
        http.Response.Cookies.Append(name, value, new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true });
    }
}
