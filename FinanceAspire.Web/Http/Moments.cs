using System.Globalization;

namespace FinanceAspire.Web.Http;

/// <summary>A moment as a form's datetime-local field or a link gives it.</summary>
internal static class Moments
{
    /// <summary>Null where the text is empty or no moment; a text without an offset is in the server's time zone.</summary>
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var moment) ? moment : null;
}
