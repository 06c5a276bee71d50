namespace Newsletter.Dispatcher.Health.Today;

/// <summary>A day, or the days since the last send day, in numbers.</summary>
/// <param name="Span">Which days they are.</param>
/// <param name="Titles">The issues of these days.</param>
/// <param name="Sent">Messages of these issues that a relay took.</param>
/// <param name="Refused">Messages that a relay refused for good, or that came too late.</param>
/// <param name="Returned">Readers of these issues whose message came back, or who complained.</param>
/// <param name="Happened">What happened to subscriptions in these days.</param>
internal sealed record DayNumbers(
    DaySpan Span,
    IReadOnlyList<string> Titles,
    long Sent,
    long Refused,
    long Returned,
    EventCounts Happened
);
