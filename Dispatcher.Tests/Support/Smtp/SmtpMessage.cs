using MimeKit;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>A message that came in to its last byte.</summary>
/// <param name="Connection">Number of the connection, from 1.</param>
/// <param name="Number">Number of the MAIL command on that connection, from 1.</param>
/// <param name="ReplyCode">What the dot is answered with: the code of the scripted or usual reply, 0 where none is said
/// in full.</param>
/// <param name="Raw">The body's bytes with dots un-stuffed, every line end as it came.</param>
internal sealed record SmtpMessage(
    int Connection,
    int Number,
    string From,
    IReadOnlyList<string> Recipients,
    int ReplyCode,
    DateTimeOffset At,
    byte[] Raw
)
{
    /// <summary>The server took responsibility (2yz, RFC 5321 4.2.1).</summary>
    public bool IsAccepted => ReplyCode / 100 == 2;

    public MimeMessage Parse()
    {
        using var stream = new MemoryStream(Raw);
        return MimeMessage.Load(stream);
    }
}
