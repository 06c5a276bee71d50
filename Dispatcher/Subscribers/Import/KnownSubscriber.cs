namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>Somebody on the list, as far as an import may change them.</summary>
/// <param name="Tags">In order of the alphabet, separated by <c>;</c>; null for none.</param>
internal sealed record KnownSubscriber(
    long Id,
    string? FirstName,
    string? LastName,
    string? TimeZone,
    SubscriberStatus Status,
    string? Tags
)
{
    public DateTimeOffset? ConfirmedAt { get; init; }

    public DateOnly? PausedUntil { get; init; }

    public SubscriberTerm? Term { get; init; }

    public DateTimeOffset? TermEndsAt { get; init; }
}
