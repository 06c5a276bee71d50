using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Archive;

/// <summary>How much of past issues a visitor may read. Tests: ArchiveTests.</summary>
internal static class ArchiveLock
{
    /// <summary>What a stranger may read: a newsletter that costs nothing hides nothing.</summary>
    public static ArchiveAccess ForStrangers(NewsletterSettings newsletter, WebSettings web) =>
        newsletter.AnnualPrice is null ? ArchiveAccess.Full : web.Archive;

    /// <summary>The text to show; null where there is none, as for titles only.</summary>
    public static ArchiveText? Text(ArchivePage page, ArchiveAccess access) =>
        access switch
        {
            ArchiveAccess.Full => page.Whole,
            ArchiveAccess.Teaser => page.Opening,
            _ => null,
        };
}
