namespace Newsletter.Dispatcher.Subscriptions.Terms;

/// <summary>
/// All that one person paid, was given, had given back or ended; what follows from it does not depend on the order;
/// pure.
/// Tests: TermTests.
/// </summary>
/// <param name="Ends">Each ends the payments of its subscription that were made before.</param>
/// <param name="GivenUntil">Ends of what operators gave, which no refund takes back.</param>
internal sealed record PaidHistory(
    IReadOnlyList<PaidTerm> Payments,
    IReadOnlyList<PaidEnd> Ends,
    IReadOnlyList<DateTimeOffset> GivenUntil
)
{
    /// <summary>First instant that is not paid for; null where nothing was paid or given.</summary>
    public DateTimeOffset? Until => Latest(Payments.Select(EndOf));

    /// <summary>
    /// The same if nothing had been given back or ended: a later end of a term has another source, such as an import.
    /// </summary>
    public DateTimeOffset? UntilAtFirst => Latest(Payments.Select(payment => payment.TermEndsAt));

    private DateTimeOffset? Latest(IEnumerable<DateTimeOffset> ends) =>
        ends.Concat(GivenUntil).Select(end => (DateTimeOffset?)end).Max();

    private DateTimeOffset EndOf(PaidTerm payment) =>
        Ends.Where(end => end.Ends(payment))
            .Select(end => end.At)
            .Append(payment.TermEndsAt)
            .Append(payment.RefundedAt ?? payment.TermEndsAt)
            .Min();
}
