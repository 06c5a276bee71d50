using Newsletter.Dispatcher.Archive;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Web;

/// <summary>The beginning of the latest issue, for people who do not get it yet. Tests: SignUpPageTests.</summary>
internal sealed class LatestIssuePreview(
    ArchiveStore store,
    ArchivePages pages,
    NewsletterSettings newsletter,
    WebSettings web
)
{
    private readonly LocalDates _dates = new(newsletter.Language);

    /// <summary>Null before the first issue.</summary>
    public async Task<IssuePreview?> FindAsync(CancellationToken cancellationToken)
    {
        if (await store.LatestAsync(cancellationToken) is not { } latest)
        {
            return null;
        }

        var page = await pages.OfAsync(latest, cancellationToken);
        var isHidden = ArchiveLock.ForStrangers(newsletter, web) is ArchiveAccess.Subscribers;
        return new(
            latest.WebName,
            page.Title,
            _dates.Day(latest.SlotDate),
            page.Preheader,
            isHidden ? null : page.Opening?.Page,
            isHidden
        );
    }
}
