using System.IO.Compression;
using System.Text;
using Newsletter.Dispatcher.Commands.Dispatches;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Dispatches;

[TestFixture]
internal sealed class PostfixLogTests
{
    private const string Message = "news.0123456789abcdef0123456789abcdef";
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [TestCase("Nov 24 06:00:01 mail postfix", "2026-11-24T06:00:01+01:00")]
    [TestCase("Nov  4 06:00:01 mail postfix", "2026-11-04T06:00:01+01:00")]
    [TestCase("Dec 31 23:59:59 mail postfix", "2025-12-31T23:59:59+01:00")]
    [TestCase("Jul  1 06:00:01 mail postfix", "2026-07-01T06:00:01+02:00")]
    [TestCase("Nov 24 06:00:01.123456 mail postfix", "2026-11-24T06:00:01+01:00")]
    [TestCase("2026-11-24T06:00:01.123456+01:00 mail postfix", "2026-11-24T06:00:01.123456+01:00")]
    [TestCase("2026-11-24T05:00:01Z mail postfix", "2026-11-24T05:00:01+00:00")]
    [TestCase("2026-11-24T06:00:01+0100 mail postfix", "2026-11-24T06:00:01+01:00")]
    [TestCase("<22>Nov 24 06:00:01 mail postfix", "2026-11-24T06:00:01+01:00")]
    [TestCase("Nov 24 06:00:01 mail postfix-out", "2026-11-24T06:00:01+01:00")]
    [TestCase("Nov 24 06:00:01 mail postfix/submission", "2026-11-24T06:00:01+01:00")]
    public void A_message_in_the_queue_managers_log_was_accepted(string prefix, string at)
    {
        var log = Read(
            $"{prefix}/smtpd[11]: 4F2A1B3C: client=localhost[127.0.0.1]",
            $"{prefix}/cleanup[12]: 4F2A1B3C: message-id=<{Message}@example.com>",
            $"{prefix}/qmgr[3]: 4F2A1B3C: from=<letter@example.com>, size=30214, nrcpt=1 (queue active)"
        );

        Assert.That(log.Taken, Is.EqualTo(new Dictionary<string, string> { [Message] = "4F2A1B3C" }));
        Assert.That(
            (log.First, log.Last),
            Is.EqualTo((DateTimeOffset.Parse(at, null), DateTimeOffset.Parse(at, null)))
        );
    }

    [Test]
    public void A_long_queue_id_and_a_delivery_prove_acceptance_too() =>
        Assert.That(
            Read(
                Line("cleanup", "3ZqGzr2Qd1z3Tt", $"message-id=<{Message}@elsewhere.example>"),
                Line("smtp", "3ZqGzr2Qd1z3Tt", "to=<ana@example.org>, relay=mx, status=sent (250 ok)")
            ).Taken[Message],
            Is.EqualTo("3ZqGzr2Qd1z3Tt")
        );

    // The log of a message whose connection broke within the data: it was never accepted.
    [TestCase("smtpd", "lost connection after DATA (20480 bytes) from localhost[127.0.0.1]")]
    [TestCase("cleanup", "milter-reject: END-OF-MESSAGE from localhost[127.0.0.1]: 5.7.1 no")]
    public void The_Message_ID_alone_does_not_prove_acceptance(string program, string rest) =>
        Assert.That(
            Read(
                Line("cleanup", "4F2A1B3C", $"message-id=<{Message}@example.com>"),
                Line(program, "4F2A1B3C", rest)
            ).Taken,
            Is.Empty
        );

    [Test]
    public void A_reused_queue_id_does_not_prove_acceptance_of_the_first_message() =>
        Assert.That(
            Read(
                Line("cleanup", "4F2A1B3C", $"message-id=<{Message}@example.com>"),
                Line("cleanup", "4F2A1B3C", "message-id=<another@example.com>"),
                Line("qmgr", "4F2A1B3C", "from=<x@example.com>, size=1, nrcpt=1 (queue active)")
            ).Taken,
            Is.Empty
        );

    [TestCase("")]
    [TestCase("\0\0\0\0")]
    [TestCase("Nov 24 06:00:01 mail sshd[12]: 4F2A1B3C: message-id=<x@y>")]
    [TestCase("Foo 99 99:99:99 mail postfix/cleanup[12]: 4F2A1B3C: message-id=<")]
    [TestCase("9999-99-99T99:99:99+99:99 mail postfix/cleanup[12]: 4F2A1B3C: message-id=<>")]
    public void A_line_of_another_program_is_ignored(string line) => Assert.That(Read(line).Taken, Is.Empty);

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_file_is_read_plain_or_compressed_with_its_long_lines_cut(bool compressed)
    {
        using var folder = new TestFolder();
        var text =
            string.Join(
                '\n',
                Line("cleanup", "4F2A1B3C", $"message-id=<{Message}@example.com>"),
                new string('x', 5_000_000),
                Line("qmgr", "4F2A1B3C", "from=<x@example.com>, size=1")
            ) + "\n";
        await using (var file = File.Create(folder.File("mail.log")))
        await using (var stream = compressed ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
        }

        var log = new PostfixLog([Message], Now, Berlin);
        await PostfixLogFile.ReadAsync(folder.File("mail.log"), log, CancellationToken.None);

        Assert.That(log.Taken.Keys, Is.EqualTo(new[] { Message }));
    }

    [Test]
    public void A_file_that_cannot_be_read_is_named()
    {
        using var folder = new TestFolder();
        File.WriteAllBytes(folder.File("mail.log.gz"), [0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

        Assert.That(
            async () =>
                await PostfixLogFile.ReadAsync(
                    folder.File("mail.log.gz"),
                    new PostfixLog([], Now, Berlin),
                    CancellationToken.None
                ),
            Throws
                .InstanceOf<IOException>()
                .With.Message.StartsWith($"{folder.File("mail.log.gz")}: the log cannot be read")
        );
    }

    private static string Line(string program, string queueId, string rest) =>
        $"Nov 24 06:00:01 mail postfix/{program}[12]: {queueId}: {rest}";

    private static PostfixLog Read(params string[] lines)
    {
        var log = new PostfixLog([Message], Now, Berlin);
        foreach (var line in lines)
        {
            log.Read(line);
        }

        return log;
    }
}
