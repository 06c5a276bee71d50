namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>The parts of a mail that tell why a message came back, in each form of bounces.</summary>
/// <param name="Head">The mail's own header.</param>
/// <param name="Notice">What is written for people, as lines, without the message that came back.</param>
/// <param name="Status">Lines of the delivery status (RFC 3464); empty where there is none.</param>
/// <param name="Feedback">Fields of the feedback report (RFC 5965), or null.</param>
/// <param name="Returned">Header of the message that came back; empty where it is not shown.</param>
/// <param name="IsReport">It is, or has in it, a <c>multipart/report</c> on a delivery: no mail program of a person
/// writes one.</param>
/// <param name="IsOtherReport">It is a report on something else: a receipt (RFC 8098), TLS (RFC 8460).</param>
internal sealed record BounceParts(
    MailFields Head,
    IReadOnlyList<string> Notice,
    IReadOnlyList<string> Status,
    MailFields? Feedback,
    MailFields Returned,
    bool IsReport = false,
    bool IsOtherReport = false
);
