using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Archive;

/// <summary>
/// When the world may see an issue. It is listed, found and fed from the newsletter's own send time of its slot on, or
/// from the end of its dispatch when that comes first. Before that, while only readers further east have it, the issue
/// can be read at its own address, which stands in their mails, but is not listed. An issue whose dispatch has not
/// begun cannot be read at all.
/// </summary>
internal static class Publication
{
    /// <summary>The last local date whose send time has come: issues of slots up to it are listed.</summary>
    public static DateOnly LastListedDate(NewsletterSettings newsletter, DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, newsletter.TimeZone);
        var today = DateOnly.FromDateTime(local.DateTime);
        return TimeOnly.FromDateTime(local.DateTime) >= newsletter.SendAt ? today : today.AddDays(-1);
    }
}
