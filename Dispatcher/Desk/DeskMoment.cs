using System.Globalization;

namespace Newsletter.Dispatcher.Desk;

/// <summary>An instant as the desk writes it: <c>23 Nov 2026, 09:00</c>; pure. Tests: MePageTests.</summary>
internal static class DeskMoment
{
    /// <param name="zone">Of the newsletter.</param>
    public static string Of(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);
}
