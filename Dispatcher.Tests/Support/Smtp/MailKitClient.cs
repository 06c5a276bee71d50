using System.Net.Sockets;
using System.Text;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>A plain MailKit client to test the servers of this folder. The product has its own client.</summary>
internal static class MailKitClient
{
    /// <summary>Connected in clear text; each reply may take a second.</summary>
    public static async Task<SmtpClient> ConnectAsync(int port)
    {
        // MailKit's own sockets wait 40 ms for an ACK in each message (Nagle's algorithm).
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);

        var client = new SmtpClient { Timeout = 1000 };
        await client.ConnectAsync(socket, "127.0.0.1", port, SecureSocketOptions.None);
        return client;
    }

    public static MimeMessage Message(
        string to = "ada@example.com",
        string body = "Hello.\r\n",
        string from = "letter@example.com"
    )
    {
        var message = new MimeMessage
        {
            Subject = "Today",
            Body = new TextPart("plain") { Text = body },
        };
        message.From.Add(MailboxAddress.Parse(from));
        message.To.Add(MailboxAddress.Parse(to));
        return message;
    }

    /// <summary>Lines of readable text with so many bytes in all.</summary>
    public static string Text(int bytes) =>
        new StringBuilder(bytes).Insert(0, $"{new string('x', 70)}\r\n", (bytes / 72) + 1).ToString(0, bytes);
}
