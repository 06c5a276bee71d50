namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>How a person stands with another product.</summary>
/// <param name="Status">One of ours; null says nothing.</param>
/// <param name="Term">Null for who reads for free.</param>
/// <param name="TermEndsAt">Null with a term: nobody knows, or never.</param>
/// <param name="Problem">Why nobody can tell; null when it was told.</param>
/// <param name="PaidSince">When they first paid; null for who never did, or where nobody knows.</param>
internal readonly record struct Standing(
    SubscriberStatus? Status,
    SubscriberTerm? Term = null,
    DateTimeOffset? TermEndsAt = null,
    string? Problem = null,
    DateTimeOffset? PaidSince = null
);
