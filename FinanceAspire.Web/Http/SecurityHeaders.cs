using System.Security.Cryptography;

namespace FinanceAspire.Web.Http;

/// <summary>
/// Headers of every answer. Scripts and styles come from files of this origin only; nothing inline runs. The API reference
/// alone has a nonce for its own start-up script.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    // base-uri: App.razor's own <base>, by which enhanced navigation and nested pages find their files.
    private const string Common =
        "default-src 'none'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'; ";

    public static string Nonce(HttpContext http) => (string)http.Items[typeof(SecurityHeaders)]!;

    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        if (http.Request.Path.StartsWithSegments("/api") && !http.Request.Path.StartsWithSegments("/api/v1"))
        {
            var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
            http.Items[typeof(SecurityHeaders)] = nonce;
            // Styles: the reference sets them from its script, which no nonce reaches.
            headers.ContentSecurityPolicy = Common + $"script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'";
        }
        else if (http.Request.Path == "/heic/convert.js")
        {
            // A worker has the policy of its own answer: what reads HEIC pictures may compile WebAssembly, no page may.
            headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'";
        }
        else
        {
            headers.ContentSecurityPolicy = Common + "script-src 'self'; style-src 'self'";
        }

        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        if (http.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        }

        http.Response.OnStarting(static state =>
        {
            var response = ((HttpContext)state).Response;
            // Whatever is not a static file may show somebody's figures: no cache keeps it.
            if (response.Headers.CacheControl.Count == 0 || response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true)
            {
                response.Headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        }, http);
        return next(http);
    }
}
