namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>What a stranger asks for on the sign-up page.</summary>
/// <param name="Email">As typed; the page has said what is wrong with a text that is no address.</param>
/// <param name="TimeZone">What their browser says; kept only when it may be a time zone.</param>
/// <param name="Network">Whence they ask: an IPv4 /24 or IPv6 /64, never a whole address. Stored only while a sign-up
/// waits for the limits of the hour, and then as a /56.</param>
/// <param name="LooksAutomated">A hidden field was filled, or the form came back faster than anybody types.</param>
internal sealed record SignUpRequest(string Email, string? TimeZone, string Network, bool LooksAutomated)
{
    /// <summary>IANA names have 32 characters at most; a request keeps no text that is much longer.</summary>
    private const int LongestTimeZone = 64;

    /// <summary>What their browser says; null when it says nothing, or a text that is too long.</summary>
    public string? TimeZone { get; } = TimeZone is { Length: <= LongestTimeZone } ? TimeZone : null;
}
