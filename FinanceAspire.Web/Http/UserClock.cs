using System.Globalization;

namespace FinanceAspire.Web.Http;

/// <summary>
/// Now and today where the user is: the browser names its time zone in a cookie (app.js), else it is the server's. It decides
/// what "today" is in a form and how moments are shown; bookings are days and know no zone.
/// </summary>
internal sealed class UserClock(TimeProvider clock, IHttpContextAccessor http)
{
    public const string Cookie = "time-zone";

    public DateOnly Today => DateOnly.FromDateTime(At(clock.GetUtcNow()).DateTime);

    /// <summary>The moment on the user's clock.</summary>
    public DateTimeOffset At(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone());

    /// <summary>A moment as a form's datetime-local field or a link gives it; null where the text is empty or none. Without an offset it is the user's.</summary>
    public DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? HasOffset(text!) ? moment : new DateTimeOffset(moment.DateTime, Zone().GetUtcOffset(moment.DateTime))
            : null;

    private static bool HasOffset(string text) =>
        text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal);

    private TimeZoneInfo Zone() =>
        http.HttpContext?.Request.Cookies[Cookie] is { Length: > 0 and < 64 } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : clock.LocalTimeZone;
}
