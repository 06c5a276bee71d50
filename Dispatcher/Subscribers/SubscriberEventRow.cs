using System.Text.Json.Serialization;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>Something that happened to a subscription.</summary>
internal sealed record SubscriberEventRow
{
    public required DateTimeOffset At { get; init; }

    public required SubscriberEvent Event { get; init; }

    /// <summary>The event as it stands in the database; Dapper reads an enum by its names, not its words.</summary>
    [JsonIgnore]
    public string EventWord
    {
        get => Event.Word();
        init => Event = SubscriberEventNames.Words.Parse(value);
    }

    public string? Detail { get; init; }
}
