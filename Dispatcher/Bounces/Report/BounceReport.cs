namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>What kind of mail came back.</summary>
internal enum BounceKind
{
    /// <summary>A message was not delivered, and will not be.</summary>
    Bounce,

    /// <summary>A feedback report (RFC 5965); <see cref="BounceReport.IsComplaint"/> says whether a person complained.</summary>
    Complaint,

    /// <summary>Not delivered yet, still being tried.</summary>
    Delayed,

    /// <summary>A vacation notice or another automatic answer (RFC 3834).</summary>
    AutoReply,

    /// <summary>Anything else: a person's mail, a receipt, nothing that could be read.</summary>
    Other,
}

/// <summary>Why a message came back. docs/bounces.md says the same for operators.</summary>
internal enum BounceReason
{
    /// <summary>There is no such mailbox.</summary>
    UserUnknown,

    /// <summary>There is no such domain, or no way to its mail ever.</summary>
    HostUnknown,

    /// <summary>The mailbox has moved away.</summary>
    Moved,

    /// <summary>The domain or host takes no mail at all (RFC 7504, RFC 7505).</summary>
    NoMail,

    MailboxFull,

    /// <summary>The mailbox is switched off, locked or not used for long; it may come back.</summary>
    Suspended,

    /// <summary>Refused, and what is said does not prove why: some filters answer "user unknown" to what they dislike.</summary>
    Refused,

    /// <summary>Our server, its address or its name is refused: block lists, reverse DNS.</summary>
    Blocked,

    /// <summary>Our sender address is refused.</summary>
    SenderRejected,

    /// <summary>SPF, DKIM or DMARC.</summary>
    Authentication,

    /// <summary>The server does not pass on mail for this domain, or not from us.</summary>
    RelayDenied,

    /// <summary>A rule of the recipient's system.</summary>
    Policy,

    Spam,

    /// <summary>What the message contains: a virus, a forbidden attachment, a form that is not taken.</summary>
    Content,

    TooLarge,

    /// <summary>Too many messages, connections or recipients at once.</summary>
    RateLimited,

    /// <summary>Tried until the time was up.</summary>
    Expired,

    /// <summary>The way there is broken: DNS, routing, connections, loops.</summary>
    Network,

    /// <summary>A mail system is broken.</summary>
    System,

    /// <summary>The two mail systems did not understand each other.</summary>
    Protocol,

    /// <summary>A person marked the message as spam.</summary>
    Complaint,

    /// <summary>Nothing that is said is understood.</summary>
    Unknown,
}

/// <summary>What became of one recipient.</summary>
/// <param name="Recipient">The address as the report names it, untrusted; null where it names none or hides it.</param>
/// <param name="Status">Enhanced status code <c>x.y.z</c> (RFC 3463), or null.</param>
/// <param name="Reply">What the refusing system said: one line, at most 512 characters; empty where nothing is quoted.</param>
/// <param name="IsHard">The address itself is dead.</param>
internal sealed record BounceResult(string? Recipient, string? Status, string Reply, BounceReason Reason, bool IsHard);

/// <summary>What a mail that came back says. All of it is untrusted: a body alone never suppresses anybody.</summary>
internal sealed record BounceReport
{
    public required BounceKind Kind { get; init; }

    /// <summary>One for each recipient; empty for an automatic answer and for other mail.</summary>
    public required IReadOnlyList<BounceResult> Results { get; init; }

    /// <summary>Message-ID of the message that came back, without angle brackets; null where the report does not show it.</summary>
    public string? OriginalMessageId { get; init; }

    /// <summary>The returned List-Unsubscribe field, at most 1000 characters; the token in it names a subscriber.</summary>
    public string? OriginalListUnsubscribe { get; init; }

    /// <summary>Addresses that this mail was delivered to, the most trustworthy first: one is the return path of a delivery (VERP).</summary>
    public required IReadOnlyList<string> SentTo { get; init; }

    /// <summary>Its own Message-ID, without angle brackets.</summary>
    public string? MessageId { get; init; }

    /// <summary>It came with an empty return path; nobody may answer it.</summary>
    public required bool HasNullSender { get; init; }

    /// <summary>It says of itself that no person wrote it (RFC 3834); nobody may answer it.</summary>
    public required bool IsAutoSubmitted { get; init; }

    /// <summary>Its subject is the one that leaving by mail has. Who wrote it is not known; the address that it went to says who leaves.</summary>
    public required bool AsksToLeave { get; init; }

    /// <summary>Only its first <see cref="BounceMessage.MaxBytes"/> were read.</summary>
    public required bool IsCut { get; init; }

    /// <summary>True when a person complained; a report on a failed DMARC check has the same form and is none.</summary>
    public bool IsComplaint => Kind is BounceKind.Complaint && Results.Any(result => result.Reason is BounceReason.Complaint);
}

/// <summary>The words for kinds and reasons, as they stand in JSON, on screen and in docs/bounces.md.</summary>
internal static class BounceWords
{
    public static string Word(this BounceKind kind) => kind switch
    {
        BounceKind.Bounce => "bounce",
        BounceKind.Complaint => "complaint",
        BounceKind.Delayed => "delayed",
        BounceKind.AutoReply => "autoreply",
        BounceKind.Other => "other",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind without a word."),
    };

    public static string Word(this BounceReason reason) => reason switch
    {
        BounceReason.UserUnknown => "user-unknown",
        BounceReason.HostUnknown => "host-unknown",
        BounceReason.Moved => "moved",
        BounceReason.NoMail => "no-mail",
        BounceReason.MailboxFull => "mailbox-full",
        BounceReason.Suspended => "suspended",
        BounceReason.Refused => "refused",
        BounceReason.Blocked => "blocked",
        BounceReason.SenderRejected => "sender-rejected",
        BounceReason.Authentication => "authentication",
        BounceReason.RelayDenied => "relay-denied",
        BounceReason.Policy => "policy",
        BounceReason.Spam => "spam",
        BounceReason.Content => "content",
        BounceReason.TooLarge => "too-large",
        BounceReason.RateLimited => "rate-limited",
        BounceReason.Expired => "expired",
        BounceReason.Network => "network",
        BounceReason.System => "system",
        BounceReason.Protocol => "protocol",
        BounceReason.Complaint => "complaint",
        BounceReason.Unknown => "unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A reason without a word."),
    };
}
