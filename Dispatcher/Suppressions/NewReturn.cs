namespace Newsletter.Dispatcher.Suppressions;

/// <summary>A bounce or a complaint, ready to be written.</summary>
internal sealed record NewReturn
{
    /// <summary>The word of the inbox that it came to.</summary>
    public required string Source { get; init; }

    public required ReturnKind Kind { get; init; }

    public required long SubscriberId { get; init; }

    /// <summary>
    /// The dispatch whose message came back; null for a mail to one person, and where it is not known.
    /// </summary>
    public long? DispatchId { get; init; }

    /// <summary>The mail to one person that came back.</summary>
    public long? MailId { get; init; }

    /// <summary>Why, in one word.</summary>
    public required string Reason { get; init; }

    /// <summary>The enhanced status code (RFC 3463); null where none was given.</summary>
    public string? Status { get; init; }

    /// <summary>What it says about the address, as the word of a refusal's cause; null for a complaint.</summary>
    public string? Cause { get; init; }

    /// <summary>It shows by itself that the address is dead.</summary>
    public required bool IsHard { get; init; }

    /// <summary>What it said, cleaned.</summary>
    public string? Evidence { get; init; }
}
