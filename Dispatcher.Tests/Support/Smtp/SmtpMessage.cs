using MimeKit;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>A message that was received completely.</summary>
/// <param name="Connection">Number of the connection, from 1.</param>
/// <param name="Number">Number of the MAIL command on that connection, from 1.</param>
/// <param name="ReplyCode">The code of the scripted or usual reply to the dot; 0 when no complete reply was
/// sent.</param>
/// <param name="Raw">The bytes of the body with dots un-stuffed; line ends are unchanged.</param>
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
