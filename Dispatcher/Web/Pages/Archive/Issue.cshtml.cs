using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Archive;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web.Pages.Archive;

/// <summary>A past issue as anybody may read it, or as much of it as a stranger may. Tests: ArchiveTests.</summary>
internal sealed class IssueModel(
    ArchiveStore store,
    ArchivePages pages,
    ReaderCookie reader,
    NewsletterSettings newsletter,
    WebSettings web
) : PageModel
{
    public PublishedIssue Issue { get; private set; } = null!;

    public ArchivePage Shown { get; private set; } = null!;

    /// <summary>Null where nothing of the text may be shown, or none can be.</summary>
    public ArchiveText? Text { get; private set; }

    public bool IsLocked { get; private set; }

    /// <summary>A subscriber reads, whose cookie has unlocked what strangers cannot read.</summary>
    public bool IsReader { get; private set; }

    public PublishedIssue? Previous { get; private set; }

    public PublishedIssue? Next { get; private set; }

    public string Address => ArchiveAddress.Issue(newsletter, Issue.WebName);

    /// <summary>A mail to a friend, to be written by the reader's own program.</summary>
    public string ByMail => $"mailto:?subject={Uri.EscapeDataString(Shown.Title)}&body={Uri.EscapeDataString(Address)}";

    /// <summary>For cards in other places, which are made by strangers' machines.</summary>
    public string? CardImage => ArchiveLock.Text(Shown, ArchiveLock.ForStrangers(newsletter, web))?.ImageUrl;

    public string Date => newsletter.Words.Dates.Day(Issue.SlotDate);

    public string? Corrected =>
        Issue.CorrectedAt is { } at
            ? newsletter.Words.Dates.Date(
                DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, newsletter.TimeZone).DateTime)
            )
            : null;

    public static string Iso(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public async Task<IActionResult> OnGetAsync(string slug)
    {
        if (await store.FindAsync(slug, HttpContext.RequestAborted) is not { } issue)
        {
            return NotFound();
        }

        if (slug != issue.WebName)
        {
            // For ever, because it stands in mails. But no browser keeps it for ever: of two issues with the same words
            // the later may be called by its file's name alone.
            Response.Headers.CacheControl = PublicCache.Minutes;
            return RedirectPermanent(Url.Content($"~/archive/{issue.WebName}") + Request.QueryString);
        }

        Issue = issue;
        Shown = await pages.OfAsync(issue, HttpContext.RequestAborted);
        var access = await reader.AccessAsync(HttpContext);
        Text = ArchiveLock.Text(Shown, access);
        IsLocked = access is not ArchiveAccess.Full;
        IsReader = !IsLocked && ArchiveLock.ForStrangers(newsletter, web) is not ArchiveAccess.Full;
        if (issue.IsListed)
        {
            (Previous, Next) = await store.NeighboursAsync(issue, HttpContext.RequestAborted);
        }

        return Page();
    }
}
