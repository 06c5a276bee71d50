namespace Newsletter.Dispatcher.Accounts.Sessions;

/// <summary>How somebody signed in.</summary>
internal enum SessionWay
{
    Password,

    /// <summary>A link that works once.</summary>
    Link,
    Passkey,

    /// <summary>OpenID Connect.</summary>
    Oidc,
}
