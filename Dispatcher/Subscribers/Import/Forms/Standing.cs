namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>How a person stands with another product.</summary>
/// <param name="Status">One of ours; null says nothing.</param>
/// <param name="Term">Null for a person who reads for free.</param>
/// <param name="TermEndsAt">Null with a term: nobody knows, or never.</param>
/// <param name="Problem">Why the row does not show it; null when it does.</param>
/// <param name="PaidSince">When they first paid; null for a person who never paid, or when that is not known.</param>
internal readonly record struct Standing(
    SubscriberStatus? Status,
    SubscriberTerm? Term = null,
    DateTimeOffset? TermEndsAt = null,
    string? Problem = null,
    DateTimeOffset? PaidSince = null
);
