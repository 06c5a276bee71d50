using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tokens;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Web.Pages;

/// <summary>A pause instead of leaving, by the unsubscribe link itself, and its end. Tests: LeavingPageTests.</summary>
[CurrentLinkOnly(TokenPurpose.Unsubscribe)]
internal sealed class PauseModel(
    ReaderLinks links,
    SignedToken tokens,
    Preferences preferences,
    NewsletterSettings newsletter,
    TimeProvider clock
) : PageModel
{
    public const string Resume = "resume";

    [FromRoute(Name = "token")]
    public string Token { get; set; } = "";

    public Subscription Reader { get; private set; } = null!;

    public Change? Answer { get; private set; }

    /// <summary>What was typed stays in the field when it was refused.</summary>
    public string? UntilShown { get; private set; }

    public bool IsPaused => Reader.Status == SubscriberStatus.Paused;

    public bool CanPause => Reader.Status is SubscriberStatus.Active or SubscriberStatus.Paused;

    /// <summary>The days that a pause may end on, for the calendar of the browser.</summary>
    public string FirstDay => LocalDates.Stored(Today.AddDays(1));

    public string LastDay => LocalDates.Stored(Today.AddDays(366));

    private DateOnly Today => LocalDay.Of(clock.GetUtcNow(), LocalDay.Zone(Reader.TimeZone, newsletter));

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    /// <param name="wish">What to do: pause, or <see cref="Resume"/>.</param>
    public async Task<IActionResult> OnPostAsync(
        [FromForm(Name = "wish")] string? wish,
        [FromForm(Name = "until")] string? until,
        CancellationToken cancellationToken
    )
    {
        if (
            await ShowAsync(cancellationToken) is not PageResult
            || tokens.Read(TokenPurpose.Unsubscribe, Token) is not { } link
        )
        {
            return NotFound();
        }

        if (wish == Resume)
        {
            Answer = await preferences.ResumeAsync(link, cancellationToken);
        }
        else if (TypedDay.TryRead(until, out var day))
        {
            Answer = await preferences.PauseAsync(link, day, cancellationToken);
        }
        else
        {
            Answer = TypedDay.Wrong;
        }

        if (!Answer.IsDone)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            UntilShown = until;
        }

        return await ShowAsync(cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (await links.OpenAsync(TokenPurpose.Unsubscribe, Token, cancellationToken) is not { IsCurrent: true } link)
        {
            return NotFound();
        }

        Reader = link.Reader;
        return Page();
    }
}
