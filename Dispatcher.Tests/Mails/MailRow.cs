using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Tests.Mails;

internal sealed record MailRow
{
    public required DeliveryState State { get; init; }
    public required long Attempts { get; init; }
    public required long Resends { get; init; }
    public required DateTimeOffset DueAt { get; init; }
    public string? Reply { get; init; }
    public string? Cause { get; init; }
}
