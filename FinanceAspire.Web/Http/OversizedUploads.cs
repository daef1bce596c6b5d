using Microsoft.AspNetCore.Http.Features;

namespace FinanceAspire.Web.Http;

/// <summary>
/// A browser shows an answer only once it has sent its whole file: refused in the middle, its user sees a broken connection
/// and not the reason. So what is too large is read to the end and thrown away, up to a bound, for who is signed in.
/// </summary>
internal static class OversizedUploads
{
    /// <summary>The largest bank file that is read, in bytes.</summary>
    public const long MaxUpload = 64L * 1024 * 1024;

    private const long MostRead = 1024L * 1024 * 1024;

    public static void UseOversizedUploads(this WebApplication app) => app.Use(async (http, next) =>
    {
        // Who waits for "100 Continue" has sent nothing yet and reads the refusal first.
        if (http.Request.ContentLength > MaxUpload && http.Request.ContentLength <= MostRead
            && http.User.Identity?.IsAuthenticated == true && http.Request.Headers.Expect.Count == 0
            && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MostRead;
            await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
            throw new BadHttpRequestException("Request body too large.", StatusCodes.Status413PayloadTooLarge);
        }

        await next(http);
    });
}
