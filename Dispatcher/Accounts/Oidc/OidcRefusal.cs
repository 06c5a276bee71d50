namespace Newsletter.Dispatcher.Accounts.Oidc;

/// <summary>Why nobody was signed in by another service. <see cref="OidcRefusals"/> has the sentences.</summary>
internal enum OidcRefusal
{
    /// <summary>The service does not answer.</summary>
    Unreachable,

    /// <summary>The person said no at the service.</summary>
    Declined,

    /// <summary>The service answered with an error of its own.</summary>
    ServiceError,

    /// <summary>The answer belongs to no sign-in of this browser: too old, used already, or not asked for.</summary>
    NotAsked,

    /// <summary>The token is not what the service would have written for this desk: forged or misdirected.</summary>
    NotTrusted,

    /// <summary>The token's time is over, or has not begun.</summary>
    Expired,

    /// <summary>No address, or none that a person can have.</summary>
    NoAddress,

    /// <summary>The service does not say that the address is the person's.</summary>
    AddressNotVerified,

    /// <summary>No value of the role claim means a role here.</summary>
    NoRole,

    /// <summary>Another person of the same service has an account with this address.</summary>
    AddressTaken,

    /// <summary>The role would take away the last owner.</summary>
    LastOwner,
}
