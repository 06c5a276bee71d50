using Microsoft.AspNetCore.WebUtilities;
using Newsletter.Dispatcher.Accounts.Oidc;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// The ways to sign in without a password, on the sign-in page. Tests: OidcSignInTests.
/// </summary>
/// <param name="Service">The name of the sign-in service; null without one.</param>
/// <param name="Refusal">Why the service has signed nobody in, as a sentence; null where nothing was refused.</param>
/// <param name="To">The page that was asked for; null for the first.</param>
internal sealed record OtherSignIn(string? Service, string? Refusal, string? To)
{
    /// <param name="refusal">The word that the address of the page has.</param>
    public static OtherSignIn Of(OidcSettings? oidc, string? refusal, string? to) =>
        new(
            oidc?.Name,
            oidc is not null && OidcRefusals.Words.Find(refusal) is { } found
                ? OidcRefusals.Sentence(found, oidc.Name)
                : null,
            to
        );

    /// <summary>Takes the page along.</summary>
    public string Query => To is null ? "" : QueryHelpers.AddQueryString("", "to", To);
}
