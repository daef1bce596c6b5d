using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace FinanceAspire.Web.Http;

/// <summary>
/// Texts follow the language that the user chose, dates and amounts the country: each from its cookie, else the browser's
/// languages. The API knows no culture.
/// </summary>
internal static class Cultures
{
    /// <summary>The languages that the texts are in, by their own names.</summary>
    public static IReadOnlyList<(string Code, string Name)> Languages { get; } = [("en", "English"), ("de", "Deutsch")];

    /// <summary>A choice of ways to write dates and amounts, offered beside the browser's.</summary>
    public static IReadOnlyList<string> Formats { get; } =
        ["en-US", "en-GB", "en-IE", "en-CA", "en-AU", "de-DE", "de-AT", "de-CH", "fr-FR", "nl-NL", "es-ES", "it-IT", "pl-PL", "sv-SE"];

    // Dates on the page are the book's dates: cultures with another calendar are left out.
    private static readonly List<CultureInfo> Specific =
        [.. CultureInfo.GetCultures(CultureTypes.SpecificCultures).Where(c => c.Calendar is GregorianCalendar)];

    /// <summary>A language without a country: the country where most speak it.</summary>
    private static readonly Dictionary<string, string> HomeOf = CultureInfo.GetCultures(CultureTypes.NeutralCultures).Where(c => c.Name.Length > 0)
        .ToDictionary(c => c.Name, c => CultureInfo.CreateSpecificCulture(c.Name).Name, StringComparer.OrdinalIgnoreCase);

    public static void UseCultures(this WebApplication app)
    {
        var options = new RequestLocalizationOptions
        {
            DefaultRequestCulture = new RequestCulture("en-US", "en"),
            SupportedCultures = Specific,
            SupportedUICultures = [.. Languages.Select(l => CultureInfo.GetCultureInfo(l.Code))],
            RequestCultureProviders = [new Chosen()],
            FallBackToParentCultures = true,
        };
        app.UseWhen(http => !Faults.IsApi(http), pages => pages.UseRequestLocalization(options));
        // Whatever language the server's own environment is in.
        app.UseWhen(Faults.IsApi, api => api.Use((http, next) =>
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
            return next(http);
        }));
    }

    private sealed class Chosen : AcceptLanguageHeaderRequestCultureProvider
    {
        public override async Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
        {
            var browser = await base.DetermineProviderCultureResult(httpContext);
            var (language, formats) = (DisplayCookies.LanguageOf(httpContext), DisplayCookies.FormatsOf(httpContext));
            if (browser is null && language is null && formats is null)
            {
                return null;
            }

            var cultures = (browser?.Cultures ?? []).Select(c => HomeOf.TryGetValue(c.Value ?? "", out var home) ? home : c);
            return new ProviderCultureResult(
                [.. formats is null ? cultures : cultures.Prepend(formats)],
                [.. language is null ? browser?.UICultures ?? [] : (browser?.UICultures ?? []).Prepend(language)]);
        }
    }
}
