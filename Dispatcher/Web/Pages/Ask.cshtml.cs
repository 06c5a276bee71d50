using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Web.Pages;

/// <summary>
/// Asks for a link that works once, for what the manage link does not open: the link is mailed to the address on file.
/// Tests: LinkPageTests.
/// </summary>
[CurrentLinkOnly(TokenPurpose.Manage)]
internal sealed class AskModel(Preferences preferences, LinkLetters letters, DispatcherSettings settings) : PageModel
{
    [FromRoute(Name = "token")]
    public string Token { get; set; } = "";

    /// <summary>
    /// One of <see cref="LinkMatter.Asked"/>, as the rules and the database write it: the route takes capitals, too.
    /// </summary>
    [FromRoute(Name = "matter")]
    public string Matter
    {
        get;
        set => field = value.ToLowerInvariant();
    } = "";

    public Preference Its { get; private set; } = null!;

    /// <summary>Null before the click.</summary>
    public Change? Answer { get; private set; }

    /// <summary>They would be charged on, and nobody could stop it for them.</summary>
    public bool IsBarred => Matter == LinkMatter.Erase && Its.PaymentGoesOn;

    /// <summary>The page where a payment is cancelled can be opened from here.</summary>
    public bool MayCancel => settings.Stripe is not null && Its.HasPaid;

    public bool IsMailed => Answer is { IsDone: true };

    public string HeadingKey =>
        (IsMailed, Matter) switch
        {
            (true, _) => "Ask.Mailed",
            (_, LinkMatter.Data) => "Ask.Data",
            (_, LinkMatter.Address) => "Ask.Address",
            (_, LinkMatter.Erase) => "Manage.DeleteData",
            _ => "Ask.Billing",
        };

    public string Contact => (settings.Newsletter.ReplyTo ?? settings.Newsletter.From).Value;

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await ShowAsync(cancellationToken) is not PageResult page)
        {
            return NotFound();
        }

        if (!IsBarred)
        {
            Answer = await letters.AskAsync(Its.SubscriberId, Matter, cancellationToken);
        }

        if (!IsMailed)
        {
            Response.StatusCode = StatusCodes.Status409Conflict;
        }

        return page;
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (
            !LinkMatter.Asked.Contains(Matter)
            || await preferences.FindAsync(Token, cancellationToken) is not { } found
            || (Matter == LinkMatter.Billing && (settings.Stripe is null || !found.HasPaid))
        )
        {
            return NotFound();
        }

        Its = found;
        return Page();
    }
}
