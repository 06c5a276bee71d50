using System.Net.Sockets;
using MailKit;
using MailKit.Security;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Bounces.Inboxes;

/// <summary>What an exception of the mailbox means for an operator. Tests: ImapMailboxTests.</summary>
internal static class ImapTrouble
{
    /// <returns>What is so and what to do, each in one line; null for an unplanned exception.</returns>
    public static (string Says, string Do)? Explain(ImapSettings imap, Exception error) =>
        error switch
        {
            AuthenticationException or SaslException => (
                $"{imap} refuses the login of {imap.UserName}: {Clean(error)}",
                "Correct UserName and Password of Bounces:Imap."
            ),
            SslHandshakeException => (
                $"{imap}: no TLS connection that can be trusted: {Clean(error)}",
                "Look at the server's certificate: its name, its end, who signed it."
            ),
            NotSupportedException => (
                $"{imap} does not offer what Security \"{imap.Security.ToString().ToLowerInvariant()}\" needs; "
                    + "nothing was sent in clear text.",
                "Correct Security of Bounces:Imap, or the server."
            ),
            FolderNotFoundException or ArgumentException => (
                $"{imap} has no folder {imap.Folder} that can be written, or takes no other named {imap.DoneFolder}.",
                "Correct Folder and DoneFolder of Bounces:Imap."
            ),
            CommandException => ($"{imap} answers: {Clean(error)}", "Ask the operator of that mail server."),
            SocketException or IOException or TimeoutException or ProtocolException or OperationCanceledException => (
                $"{imap} does not answer: {Clean(error)}",
                "Start the mail server, or correct Host and Port of Bounces:Imap."
            ),

            // Not connected, not logged in or no open folder any more: the server ended something on its own.
            FolderNotOpenException
            or ServiceNotConnectedException
            or ServiceNotAuthenticatedException
            or ObjectDisposedException => (
                $"{imap} has ended the connection: {Clean(error)}",
                "It is opened again; look at the mail server if that does not help."
            ),
            _ => null,
        };

    /// <summary>The first line, with a full stop.</summary>
    private static string Clean(Exception error) => SmtpReply.Clean(error.Message.Split('\n')[0]).TrimEnd('.') + ".";
}
