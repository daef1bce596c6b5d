using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace FinanceAspire.Web.Http;

/// <summary>ETag and If-Match of things that carry a version.</summary>
internal static class EntityTags
{
    /// <summary>The version that the client edited; null where it sent no If-Match, or <c>*</c>.</summary>
    public static int? Expected(HttpRequest request)
    {
        var tag = request.GetTypedHeaders().IfMatch.FirstOrDefault();
        return tag is null || tag == EntityTagHeaderValue.Any ? null
            : int.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version
            // A tag that we never gave matches nothing.
            : -1;
    }

    public static void Write(HttpResponse response, int version) =>
        response.GetTypedHeaders().ETag = new EntityTagHeaderValue($"\"{version.ToString(CultureInfo.InvariantCulture)}\"");
}
