namespace Newsletter.Dispatcher.Subscribers;

/// <summary>What a command, a form or a row of CSV says about a person, checked; null says nothing.</summary>
internal sealed record SubscriberEntry
{
    public required EmailAddress Address { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    /// <summary>IANA name.</summary>
    public string? TimeZone { get; init; }

    /// <summary>In order of the alphabet; empty says nothing.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>One of <see cref="SubscriberStatus"/>; somebody new is active without it.</summary>
    public string? Status { get; init; }

    /// <summary>Used for somebody new only; without it, now.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}
