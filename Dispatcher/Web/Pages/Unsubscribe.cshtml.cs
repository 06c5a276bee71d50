using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Web.Pages;

/// <summary>
/// Leaving: a page with a button for people, and the same address for the one click of a mail program (RFC 8058), which
/// brings no cookie and follows no redirect. The link does that and no more: the page shows none that opens the
/// subscription.
/// Tests: LeavingPageTests.
/// </summary>
[UnreadBody]
internal sealed class UnsubscribeModel(Departures departures, SignedToken tokens, Database database, TimeProvider clock)
    : PageModel
{
    public string Token { get; private set; } = "";

    public Departure Who { get; private set; } = null!;

    /// <summary>They are charged again by themselves until they cancel; false for an old link, which does not tell.
    /// </summary>
    public bool PaymentGoesOn { get; private set; }

    /// <summary>Just taken back.</summary>
    public bool IsUndone { get; private set; }

    /// <summary>
    /// They get no mail any more. An old link says it only after its own click, so that looking tells nothing.
    /// </summary>
    public bool IsGone => Who.IsGone || HasClicked;

    private bool HasClicked { get; set; }

    public string HeadingKey =>
        this switch
        {
            { IsUndone: true } => "Leave.YouAreBack",
            { IsGone: true } => "Leave.NothingMore",
            _ => "Mail.Unsubscribe",
        };

    public Task<IActionResult> OnGetAsync([FromRoute] string token, CancellationToken cancellationToken) =>
        ShowAsync(token, cancellationToken);

    /// <summary>The address after undoing, asked for again.</summary>
    public Task<IActionResult> OnGetUndoAsync([FromRoute] string token, CancellationToken cancellationToken) =>
        ShowAsync(token, cancellationToken);

    /// <summary>
    /// Ends the subscription with any body: the signed address and the method are enough. RFC 8058 3.1 asks
    /// mail programs for a form with <c>List-Unsubscribe=One-Click</c>, and some post something else, or nothing.
    /// </summary>
    public async Task<IActionResult> OnPostAsync([FromRoute] string token, CancellationToken cancellationToken)
    {
        HasClicked = await departures.LeaveAsync(token, cancellationToken);
        return await ShowAsync(token, cancellationToken);
    }

    public async Task<IActionResult> OnPostUndoAsync([FromRoute] string token, CancellationToken cancellationToken)
    {
        IsUndone = await departures.UndoAsync(token, cancellationToken);
        return await ShowAsync(token, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(string token, CancellationToken cancellationToken)
    {
        if (await departures.FindAsync(token, cancellationToken) is not { } who)
        {
            return NotFound();
        }

        (Token, Who) = (token, who);
        PaymentGoesOn =
            who.IsCurrent
            && tokens.Verify(TokenPurpose.Unsubscribe, token) is { } id
            && await RunningPayment.IsThereAsync(database, id, clock.GetUtcNow(), cancellationToken);
        return Page();
    }
}
