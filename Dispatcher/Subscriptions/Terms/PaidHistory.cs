namespace Newsletter.Dispatcher.Subscriptions.Terms;

/// <summary>All that one person paid, was given, had given back or ended; what follows from it does not depend on the order; pure.</summary>
/// <param name="Ends">Each ends the payments of its subscription that were made before.</param>
/// <param name="GivenUntil">Ends of what operators gave, which no refund takes back.</param>
internal sealed record PaidHistory(
    IReadOnlyList<PaidTerm> Payments, IReadOnlyList<PaidEnd> Ends, IReadOnlyList<DateTimeOffset> GivenUntil)
{
    /// <summary>First instant that is not paid for; null where nothing was paid or given.</summary>
    public DateTimeOffset? Until => Latest(Payments.Select(EndOf));

    /// <summary>The same if nothing had been given back or ended: a later end of a term has another source, such as an import.</summary>
    public DateTimeOffset? UntilAtFirst => Latest(Payments.Select(payment => payment.TermEndsAt));

    private DateTimeOffset? Latest(IEnumerable<DateTimeOffset> ends) => ends.Concat(GivenUntil).Select(end => (DateTimeOffset?)end).Max();

    private DateTimeOffset EndOf(PaidTerm payment) =>
        Ends.Where(end => end.Ends(payment)).Select(end => end.At).Append(payment.TermEndsAt).Append(payment.RefundedAt ?? payment.TermEndsAt).Min();
}

/// <summary>What a payment paid for.</summary>
internal sealed record PaidTerm
{
    public required DateTimeOffset PaidAt { get; init; }

    /// <summary>First instant that it does not pay for.</summary>
    public required DateTimeOffset TermEndsAt { get; init; }

    /// <summary>The provider's id of the subscription; null when none was said.</summary>
    public string? Subscription { get; init; }

    /// <summary>When it was given back; null when it was not.</summary>
    public DateTimeOffset? RefundedAt { get; init; }
}

/// <summary>The end of a subscription.</summary>
/// <param name="Subscription">The provider's id; null ends whatever was paid before.</param>
internal sealed record PaidEnd(DateTimeOffset At, string? Subscription)
{
    public bool Ends(PaidTerm payment) =>
        At >= payment.PaidAt && (Subscription is null || payment.Subscription is null || Subscription == payment.Subscription);
}
