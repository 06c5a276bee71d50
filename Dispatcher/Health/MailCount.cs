namespace Newsletter.Dispatcher.Health;

/// <summary>
/// So many mails to one person of a kind and state: those under way, and those that ended within the last day.
/// </summary>
internal sealed record MailCount
{
    public required string Kind { get; init; }

    public required string State { get; init; }

    public required long Count { get; init; }
}
