namespace Newsletter.Dispatcher.Accounts.Oidc;

/// <summary>How a sign-in by another service ended. Tests: OidcAccountsTests.</summary>
internal abstract record OidcEntry
{
    private OidcEntry() { }

    /// <summary>The account as it is now; a session may be opened for it.</summary>
    internal sealed record Known(Account Account) : OidcEntry;

    /// <inheritdoc cref="OidcResult.Refused"/>
    internal sealed record Refused(OidcRefusal Refusal, string Detail) : OidcEntry;
}
