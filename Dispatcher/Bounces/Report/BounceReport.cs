namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>What a mail that came back says. All of it is untrusted: a body alone never suppresses anybody.</summary>
internal sealed record BounceReport
{
    public required BounceKind Kind { get; init; }

    /// <summary>One for each recipient; empty for an automatic answer and for other mail.</summary>
    public required IReadOnlyList<BounceResult> Results { get; init; }

    /// <summary>
    /// Message-ID of the message that came back, without angle brackets; null where the report does not show it.
    /// </summary>
    public string? OriginalMessageId { get; init; }

    /// <summary>
    /// The returned List-Unsubscribe field, at most 1000 characters; the token in it names a subscriber.
    /// </summary>
    public string? OriginalListUnsubscribe { get; init; }

    /// <summary>
    /// Addresses that this mail was delivered to, the most trustworthy first: one is the return path of a delivery
    /// (VERP).
    /// </summary>
    public required IReadOnlyList<string> SentTo { get; init; }

    /// <summary>Its own Message-ID, without angle brackets.</summary>
    public string? MessageId { get; init; }

    /// <summary>It came with an empty return path; nobody may answer it.</summary>
    public required bool HasNullSender { get; init; }

    /// <summary>It says of itself that no person wrote it (RFC 3834); nobody may answer it.</summary>
    public required bool IsAutoSubmitted { get; init; }

    /// <summary>
    /// Its subject is that of an unsubscribe mail. The sender is not known for certain; the address that the mail went
    /// to says who leaves.
    /// </summary>
    public required bool AsksToLeave { get; init; }

    /// <summary>Only its first <see cref="BounceMessage.MaxBytes"/> were read.</summary>
    public required bool IsCut { get; init; }

    /// <summary>
    /// True when a person complained; a report on a failed DMARC check has the same form and is none.
    /// </summary>
    public bool IsComplaint =>
        Kind is BounceKind.Complaint && Results.Any(result => result.Reason is BounceReason.Complaint);
}
