using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace FinanceAspire.Web.Http;

/// <summary>
/// Pages and JSON are sent compressed: a register is a tenth of its size. Over TLS too: what an attacker could guess by the
/// length of answers (BREACH) needs a secret that stays the same beside a text of his; our tokens are masked anew in each
/// answer, and cookies are sent to this site's own pages only.
/// </summary>
internal static class Compression
{
    public static void AddCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["text/html", "application/json", "application/problem+json"];
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
    }
}
