namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>The data of a recipient that templates may use. Tests: MessageComposerTests.</summary>
/// <param name="SubscriberId">0 for a person who is not on the list, as in a preview.</param>
/// <param name="TimeZone">IANA name; null for the newsletter's time zone.</param>
internal sealed record Recipient(
    long SubscriberId,
    string Email,
    string? FirstName,
    string? LastName,
    string? TimeZone,
    string Status,
    IReadOnlyList<string> Tags
)
{
    /// <summary>The epoch that stands in this reader's links: links of an earlier one only unsubscribe.</summary>
    public long LinkEpoch { get; init; }

    /// <summary>Why the reader may read: <c>trial</c> or <c>paid</c>; null for neither.</summary>
    public string? Term { get; init; }

    /// <summary>The end of the trial or of what is paid; null without one.</summary>
    public DateTimeOffset? TermEndsAt { get; init; }

    /// <summary>First and last name as far as they are known; null when neither is.</summary>
    public string? FullName => $"{FirstName} {LastName}".Trim() is { Length: > 0 } name ? name : null;

    /// <summary>An invented recipient for a preview.</summary>
    public static Recipient Sample(string email) => new(0, email, "Ana", "Ruiz", null, "active", []);
}
