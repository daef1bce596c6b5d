using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace FinanceAspire.Web.Http;

/// <summary>Texts, dates and amounts on pages follow the browser's language. The API knows no culture.</summary>
internal static class Cultures
{
    public static void UseCultures(this WebApplication app)
    {
        // Specific cultures with the Gregorian calendar: dates on the page are the book's dates.
        var cultures = CultureInfo.GetCultures(CultureTypes.SpecificCultures).Where(c => c.Calendar is GregorianCalendar).ToList();
        var options = new RequestLocalizationOptions
        {
            DefaultRequestCulture = new RequestCulture("en-US", "en"),
            SupportedCultures = cultures,
            SupportedUICultures = [CultureInfo.GetCultureInfo("en"), CultureInfo.GetCultureInfo("de")],
            RequestCultureProviders = [new AcceptLanguageHeaderRequestCultureProvider()],
            FallBackToParentCultures = true,
        };
        app.UseWhen(http => !Faults.IsApi(http), pages => pages.UseRequestLocalization(options));
    }
}
