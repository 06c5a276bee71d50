namespace Newsletter.Dispatcher.Accounts.Oidc;

/// <summary>What the claims of a valid token come to. Tests: OidcRuleTests.</summary>
internal abstract record OidcResult
{
    private OidcResult() { }

    internal sealed record Taken(OidcPerson Person) : OidcResult;

    /// <param name="Detail">For the log: what was there instead. No secret and no whole address.</param>
    internal sealed record Refused(OidcRefusal Refusal, string Detail) : OidcResult;
}
