namespace Newsletter.Dispatcher.Tests.Mails;

internal sealed record MailRow
{
    public required string State { get; init; }
    public required long Attempts { get; init; }
    public required long Resends { get; init; }
    public required DateTimeOffset DueAt { get; init; }
    public string? Reply { get; init; }
    public string? Cause { get; init; }
}
