using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Desk.Pages.Queue;

/// <summary>The secret link with which a calendar program reads the queue. Tests: QueueCalendarTests.</summary>
internal sealed class QueueLinkModel(DeskLinkTable links, NewsletterSettings newsletter) : DeskPage
{
    /// <summary>When the person's link was made; null when there is none.</summary>
    public DateTimeOffset? MadeAt { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        MadeAt = await links.MadeAtAsync(Me.AccountId, DeskLinkKind.Queue, cancellationToken);

    /// <summary>Makes a link; the link before opens nothing any more.</summary>
    public async Task<IActionResult> OnPostMakeAsync(CancellationToken cancellationToken)
    {
        var key = await links.RenewAsync(
            Me.AccountId,
            DeskLinkKind.Queue,
            Entry("link.renew", $"account:{Me.AccountId}", "calendar of the queue"),
            cancellationToken
        );
        Note($"Your link, shown only now: {newsletter.BaseUrl}/desk/queue.ics?key={key}");
        return Redirect(Url.Content("~/desk/queue/link"));
    }

    public async Task<IActionResult> OnPostEndAsync(CancellationToken cancellationToken)
    {
        var isEnded = await links.EndAsync(
            Me.AccountId,
            DeskLinkKind.Queue,
            Entry("link.end", $"account:{Me.AccountId}", "calendar of the queue"),
            cancellationToken
        );
        Note(isEnded ? "Your link opens nothing any more." : "There was no link.");
        return Redirect(Url.Content("~/desk/queue/link"));
    }
}
