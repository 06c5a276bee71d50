using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Archive;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Web.Pages;

/// <summary>
/// The second half of signing up, or of a new address: a look at the page changes nothing, its button confirms once.
/// Tests: SignUpPageTests.
/// </summary>
internal sealed class ConfirmModel(Confirmations confirmations, SignedToken tokens, ArchiveStore archive) : PageModel
{
    public string Token { get; private set; } = "";

    /// <summary>Null when the link is no good, and after the click.</summary>
    public PendingConfirmation? Asked { get; private set; }

    /// <summary>Null before the click.</summary>
    public ConfirmResult? Result { get; private set; }

    /// <summary>Null before the first issue.</summary>
    public string? LatestName { get; private set; }

    /// <summary>Only for the click that confirmed; null after it.</summary>
    public string? ManageToken =>
        Result?.Subscriber is { } one ? tokens.Sign(TokenPurpose.Manage, one.Id, one.Epoch) : null;

    public string HeadingKey =>
        this switch
        {
            { Asked: { IsConfirmed: true } } => "Confirm.Already",
            { Asked: { IsAddressChange: true } } => "Confirm.IsNewAddress",
            { Asked: not null } => "Confirm.IsAddress",
            { Result: { Email: null } } or { Result: null } => "Link.IsOver",
            { Result: { IsAddressChange: true } } => "Confirm.NewAddressDone",
            { Result: { IsExpired: true } } => "Confirm.WelcomeBack",
            _ => "Confirm.YouAreIn",
        };

    public async Task OnGetAsync([FromRoute] string token, CancellationToken cancellationToken)
    {
        (Token, Asked) = (token, await confirmations.FindAsync(token, cancellationToken));
        if (Asked is null)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    public async Task OnPostAsync([FromRoute] string token, CancellationToken cancellationToken)
    {
        (Token, Result) = (token, await confirmations.ConfirmAsync(token, cancellationToken));
        if (Result.Outcome is ConfirmOutcome.NoGood)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        LatestName = (await archive.LatestAsync(cancellationToken))?.WebName;
    }
}
