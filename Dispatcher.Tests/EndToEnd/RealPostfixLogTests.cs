using System.Net.Sockets;
using System.Text;
using Newsletter.Dispatcher.Commands.Dispatches;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.EndToEnd;

/// <summary>
/// The real log of Postfix for a message that it accepted, and for one whose connection broke within the data.
/// </summary>
[TestFixture, EndToEnd]
internal sealed class RealPostfixLogTests
{
    [Test]
    public async Task Only_the_accepted_message_counts_although_the_log_has_both_Message_IDs()
    {
        await using var postfix = await PostfixInstance.StartAsync();

        await SayAsync(postfix, "news.broken", whole: false);
        await SayAsync(postfix, "news.whole", whole: true);
        await postfix.WaitForDeliveriesAsync(1, TimeSpan.FromSeconds(30));
        for (
            var tries = 0;
            tries < 1200 && !postfix.Log().Contains("lost connection after DATA", StringComparison.Ordinal);
            tries++
        )
        {
            await Task.Delay(50);
        }

        var log = new PostfixLog(["news.broken", "news.whole"], DateTimeOffset.UtcNow, TimeZoneInfo.Local);
        foreach (var line in postfix.Log().Split('\n'))
        {
            log.Read(line);
        }

        Assert.That(
            postfix.Log(),
            Does.Contain("message-id=<news.broken@example.com>").And.Contain("message-id=<news.whole@example.com>")
        );
        Assert.That(log.Taken.Keys, Is.EqualTo(new[] { "news.whole" }), postfix.Log());
        Assert.That(log.Last, Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(1)));
    }

    /// <summary>Sends a message; unless it should be whole, closes the connection before its end.</summary>
    private static async Task SayAsync(PostfixInstance postfix, string id, bool whole)
    {
        using var client = new TcpClient("127.0.0.1", postfix.Port);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await reader.ReadLineAsync();
        foreach (
            var line in new[] { "HELO test", "MAIL FROM:<letter@example.com>", "RCPT TO:<ana@example.org>", "DATA" }
        )
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));
            await reader.ReadLineAsync();
        }

        // The body is larger than the buffers between Postfix's processes, so that cleanup has seen the header.
        var body = string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 2000));
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"From: letter@example.com\r\nMessage-ID: <{id}@example.com>\r\n\r\n{body}")
        );
        if (whole)
        {
            await stream.WriteAsync("\r\n.\r\n"u8.ToArray());
            Assert.That(await reader.ReadLineAsync(), Does.StartWith("250"));
        }
        else
        {
            for (
                var tries = 0;
                tries < 600 && !postfix.Log().Contains($"message-id=<{id}@example.com>", StringComparison.Ordinal);
                tries++
            )
            {
                await Task.Delay(50);
            }
        }
    }
}
