namespace Newsletter.Dispatcher.Bounces.Providers;

internal enum ProviderStanding
{
    Genuine,

    /// <summary>Not signed by the provider, or not just now, or not for us.</summary>
    Forged,

    /// <summary>Without the user and the password.</summary>
    NotLoggedIn,

    /// <summary>It cannot be looked at or written down now; the provider shall post it again.</summary>
    NotNow,
}
