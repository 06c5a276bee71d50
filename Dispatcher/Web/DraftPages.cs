using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Rendering.Preview;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary>What a secret link shows of a draft. Tests: DraftPageTests.</summary>
internal sealed class DraftPages(
    DraftLinks links,
    NewsletterFolder folder,
    NewsletterSettings newsletter,
    TimeProvider clock
)
{
    private readonly DraftMail _mails = new(folder, newsletter);

    /// <summary>The link while it is open; null for any other text.</summary>
    public Task<DraftLink?> FindAsync(string secret, CancellationToken cancellationToken) =>
        links.FindAsync(secret, cancellationToken);

    /// <summary>The mail as the file is now; null while it has an error, and when it is gone.</summary>
    public async Task<ShownMail?> ShowAsync(DraftLink link, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return _mails.Read(link.IssueSlug).Package is { } package
            ? await _mails.ShowAsync(
                package,
                package.Reading.Issue!.Date ?? new SlotCalendar(newsletter).Today(now),
                now,
                cancellationToken
            )
            : null;
    }
}
