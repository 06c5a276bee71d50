using System.Globalization;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Desk;

/// <summary>How rows of the audit are shown. Tests: AuditPageTests.</summary>
internal static class AuditView
{
    /// <summary>The time where the newsletter is.</summary>
    public static string Time(DateTimeOffset at, NewsletterSettings newsletter) =>
        TimeZoneInfo.ConvertTime(at, newsletter.TimeZone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The page of what a row is about; null where it has none.</summary>
    public static string? Path(AuditRow row) =>
        row.Subject.Split(':', 2) is [var kind, { Length: > 0 } id]
            ? kind switch
            {
                "issue" => $"~/desk/issues/{Uri.EscapeDataString(id)}",
                "reader" => $"~/desk/readers/{Uri.EscapeDataString(id)}",
                "dispatch" => $"~/desk/dispatches/{Uri.EscapeDataString(id)}",
                _ => null,
            }
            : null;
}
