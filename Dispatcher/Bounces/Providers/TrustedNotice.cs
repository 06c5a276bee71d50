using Newsletter.Dispatcher.Bounces.Report;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>
/// What a provider tells about one recipient, after its signature was found right.
/// Tests: ProviderReaderTests.
/// </summary>
/// <param name="Report">A bounce or a complaint, with one result.</param>
/// <param name="At">When it happened, by the provider's clock; null where it does not say.</param>
internal sealed record TrustedNotice(BounceReport Report, DateTimeOffset? At)
{
    /// <param name="senders">What the message had as its envelope sender: one may be our return path.</param>
    /// <param name="listUnsubscribe">The message's own List-Unsubscribe field.</param>
    public static TrustedNotice Bounce(
        BounceResult result,
        DateTimeOffset? at,
        IReadOnlyList<string>? senders = null,
        string? listUnsubscribe = null
    ) => Of(BounceKind.Bounce, result, at, senders, listUnsubscribe);

    /// <inheritdoc cref="Bounce"/>
    public static TrustedNotice Complaint(
        string? recipient,
        DateTimeOffset? at,
        IReadOnlyList<string>? senders = null,
        string? listUnsubscribe = null
    ) =>
        Of(
            BounceKind.Complaint,
            new(recipient, Status: null, Reply: "", BounceReason.Complaint, IsHard: false),
            at,
            senders,
            listUnsubscribe
        );

    private static TrustedNotice Of(
        BounceKind kind,
        BounceResult result,
        DateTimeOffset? at,
        IReadOnlyList<string>? senders,
        string? listUnsubscribe
    ) =>
        new(
            new BounceReport
            {
                Kind = kind,
                Results = [result],
                OriginalListUnsubscribe = listUnsubscribe is { Length: <= 1000 } ? listUnsubscribe : null,
                SentTo = senders ?? [],
                HasNullSender = false,
                IsAutoSubmitted = true,
                AsksToLeave = false,
                IsCut = false,
            },
            at
        );
}
