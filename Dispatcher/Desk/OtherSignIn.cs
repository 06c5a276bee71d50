using Newsletter.Dispatcher.Accounts.Oidc;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Desk.Oidc;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// The ways to sign in without a password, on the sign-in page. Tests: OidcSignInTests.
/// </summary>
/// <param name="Service">The name of the sign-in service; null without one.</param>
/// <param name="Refusal">Why the service has signed nobody in, as a sentence; null where nothing was refused.</param>
/// <param name="To">The page that was asked for.</param>
/// <param name="Start">Where a sign-in by the service begins.</param>
internal sealed record OtherSignIn(string? Service, string? Refusal, string To, string Start)
{
    /// <param name="context">The address of the page may have the word of a refusal.</param>
    /// <param name="to">The page that was asked for; it may be anything.</param>
    public static OtherSignIn Of(OidcSettings? oidc, HttpContext context, string? to) =>
        new(
            oidc?.Name,
            oidc is not null && OidcRefusals.Words.Find(context.Request.Query[OidcEvents.Parameter]) is { } refusal
                ? OidcRefusals.Sentence(refusal, oidc.Name)
                : null,
            DeskPlace.Safe(to, context.Request.PathBase),
            WayIn.WithPlace(context, OidcSetup.StartPath, to)
        );
}
