namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>A sign-up that waits for the limits of the hour.</summary>
internal sealed record QueuedSignUp
{
    public required long Id { get; init; }

    public required string Email { get; init; }

    /// <summary>IANA name; null where the browser said none that we know.</summary>
    public string? TimeZone { get; init; }

    /// <summary>An IPv4 /24 or an IPv6 /56.</summary>
    public required string Network { get; init; }
}
