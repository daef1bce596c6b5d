using System.Globalization;
using Microsoft.AspNetCore.HttpOverrides;

namespace FinanceAspire.Web.Http;

/// <summary>
/// Behind a proxy. <c>Proxy:Port</c> is a port of ours that only the proxy reaches: who calls it is believed when it says for
/// whom; on any other port such headers mean nothing. <c>Proxy:PathBase</c> is the path under which the proxy serves us.
/// </summary>
internal static class Proxies
{
    public static void UseProxies(this WebApplication app)
    {
        if (app.Configuration["Proxy:Port"] is { Length: > 0 } text)
        {
            var port = int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
            var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All, ForwardLimit = 1 };
            // Which addresses are the proxy's is settled by the port.
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
            app.UseWhen(http => http.Connection.LocalPort == port, proxied => proxied.UseForwardedHeaders(options));
        }

        if (app.Configuration["Proxy:PathBase"] is { Length: > 0 } path)
        {
            app.UsePathBase(new PathString("/" + path.Trim('/')));
            app.UseMiddleware<PathBaseLinks>();
        }
    }
}
