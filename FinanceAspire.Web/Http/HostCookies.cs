using Microsoft.AspNetCore.CookiePolicy;
using Microsoft.Extensions.Primitives;

namespace FinanceAspire.Web.Http;

/// <summary>
/// Over TLS our cookies are called <c>__Host-…</c>, which a browser takes only from this very host, Secure and for all
/// paths. Over plain http://localhost, where Secure cookies do not exist, they keep their plain name. Done in one place, on
/// the way out and on the way in, so that every cookie of every part is covered.
/// </summary>
internal static class HostCookies
{
    private const string Prefix = "__Host-";

    public static void UseHostCookies(this WebApplication app)
    {
        app.Use((http, next) =>
        {
            if (http.Request.IsHttps && http.Request.Headers.Cookie.Count > 0)
            {
                // A plain name over TLS was planted by somebody else (a sister domain, plain http): it is not ours.
                var ours = http.Request.Headers.Cookie.ToString().Split(';', StringSplitOptions.TrimEntries)
                    .Where(c => c.StartsWith(Prefix, StringComparison.Ordinal)).Select(c => c[Prefix.Length..]);
                http.Request.Headers.Cookie = new StringValues(string.Join("; ", ours));
            }

            return next(http);
        });
        app.UseCookiePolicy(new CookiePolicyOptions
        {
            HttpOnly = HttpOnlyPolicy.Always,
            MinimumSameSitePolicy = SameSiteMode.Lax,
            Secure = CookieSecurePolicy.SameAsRequest,
            OnAppendCookie = context => Rename(context.Context, context.CookieOptions, name => context.CookieName = name, context.CookieName),
            OnDeleteCookie = context => Rename(context.Context, context.CookieOptions, name => context.CookieName = name, context.CookieName),
        });
    }

    private static void Rename(HttpContext http, CookieOptions options, Action<string> rename, string name)
    {
        if (http.Request.IsHttps)
        {
            rename(Prefix + name);
            // The prefix asks for all paths, under a path base too.
            options.Path = "/";
        }
    }
}
