using MailKit.Net.Smtp;
using MimeKit;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// MailKit's client for finished bytes: it neither re-encodes nor measures, and it waits long for the last reply.
/// Tests: RelayPoolTests.
/// </summary>
/// <param name="dataTimeout">Longest wait for the reply after the data.</param>
internal sealed class PreparedSmtpClient(TimeSpan dataTimeout) : SmtpClient
{
    /// <summary>Octets of the message that is sent next; set before each send.</summary>
    public long NextSize { get; set; }

    protected override void Prepare(
        FormatOptions options,
        MimeMessage message,
        EncodingConstraint constraint,
        int maxLineLength
    ) { }

    protected override Task<long> GetSizeAsync(
        FormatOptions options,
        MimeMessage message,
        CancellationToken cancellationToken
    ) => Task.FromResult(NextSize);

    /// <summary>
    /// From here on the wait is for the end of the data (RFC 5321 4.5.3.2.6: 10 min, or duplicates are made).
    /// </summary>
    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        Timeout = (int)dataTimeout.TotalMilliseconds;
}
