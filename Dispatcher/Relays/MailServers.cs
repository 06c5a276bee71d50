using MailKit.Security;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// How every connection to a mail server is secured and logged in to, by SMTP and by IMAP alike.
/// Tests: RelayPoolTests.
/// </summary>
internal static class MailServers
{
    private static readonly string[] LoginMechanisms = ["PLAIN", "LOGIN"];

    /// <summary>Never one that would go on in clear text.</summary>
    public static SecureSocketOptions Options(this RelaySecurity security) =>
        security switch
        {
            RelaySecurity.Tls => SecureSocketOptions.SslOnConnect,
            RelaySecurity.None => SecureSocketOptions.None,
            _ => SecureSocketOptions.StartTls,
        };

    /// <summary>Leaves one mechanism: MailKit would try each in turn, and servers count the logins that fail.</summary>
    /// <param name="offered">What the server offers; left as it is where none of ours is among it.</param>
    public static void KeepOneMechanism(HashSet<string> offered)
    {
        if (LoginMechanisms.FirstOrDefault(offered.Contains) is { } mechanism)
        {
            offered.RemoveWhere(other => other != mechanism);
        }
    }
}
