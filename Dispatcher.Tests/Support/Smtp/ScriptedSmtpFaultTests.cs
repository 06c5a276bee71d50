using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;
using static Newsletter.Dispatcher.Tests.Support.Smtp.SmtpAction;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>
/// Each fault that a script can make causes the MailKit exception that the product's rules expect. A row that fails
/// after an update of MailKit shows which rule to check.
/// </summary>
[TestFixture, Integration]
internal sealed class ScriptedSmtpFaultTests
{
    private const int Huge = 24_000_000;

    private static readonly TestCaseData[] Faults =
    [
        Fault("no_banner", Stage.Connect, Hang, "TimeoutException"),
        Fault("FIN_at_connect", Stage.Connect, Close, "SmtpProtocolException"),
        Fault("banner_421", Stage.Connect, Reply("421 4.3.2 busy"), "SmtpCommandException 421 UnexpectedStatusCode"),
        Fault("banner_554", Stage.Connect, Reply("554 5.7.1 go away"), "SmtpCommandException 554 UnexpectedStatusCode"),
        Fault("banner_garbage", Stage.Connect, Raw("HTTP/1.1 400 Bad Request\r\n\r\n"), "SmtpProtocolException"),
        Fault("login_wanted", Stage.Mail, Reply("530 5.7.0 login first"), "ServiceNotAuthenticatedException"),
        Fault("MAIL_421", Stage.Mail, Reply("421 4.3.2 bye").Then(Close), "SmtpCommandException 421 SenderNotAccepted"),
        Fault("MAIL_550", Stage.Mail, Reply("550 5.7.1 not yours"), "SmtpCommandException 550 SenderNotAccepted"),
        Fault(
            "RCPT_421",
            Stage.Rcpt,
            Reply("421 4.3.2 bye").Then(Close),
            "SmtpCommandException 421 RecipientNotAccepted"
        ),
        Fault("RCPT_450", Stage.Rcpt, Reply("450 4.2.0 grey"), "SmtpCommandException 450 RecipientNotAccepted"),
        Fault("RCPT_550", Stage.Rcpt, Reply("550 5.1.1 nobody"), "SmtpCommandException 550 RecipientNotAccepted"),
        Fault("RCPT_299", Stage.Rcpt, Reply("299 why not"), "nothing", accepted: 1),
        Fault("DATA_451", Stage.Data, Reply("451 4.3.0 later"), "SmtpCommandException 451 UnexpectedStatusCode"),
        Fault("DATA_554", Stage.Data, Reply("554 5.7.1 no"), "SmtpCommandException 554 UnexpectedStatusCode"),
        Fault("RST_at_DATA", Stage.Data, Reset, "IOException"),
        Fault("RST_in_body", Stage.Body, TakeBytes(3_000_000).Then(Reset), "IOException", size: Huge),
        Fault("reading_stops_in_body", Stage.Body, TakeBytes(1000).Then(Hang), "TimeoutException", size: Huge),
        Fault("early_554", Stage.Body, Reply("554 5.3.4 too much"), "SmtpCommandException 554 MessageNotAccepted"),
        Fault("RST_after_dot", Stage.AfterData, Reset, "IOException"),
        Fault("FIN_after_dot", Stage.AfterData, Close, "SmtpProtocolException"),
        Fault("silence_after_dot", Stage.AfterData, Hang, "TimeoutException"),
        Fault("half_a_reply", Stage.AfterData, Raw("250-que").Then(Close), "SmtpProtocolException"),
        Fault("garbage_after_dot", Stage.AfterData, Reply("what?"), "SmtpProtocolException"),
        Fault("421_after_dot", Stage.AfterData, Reply("421 4.3.2 bye"), "SmtpCommandException 421 MessageNotAccepted"),
        Fault(
            "451_after_dot",
            Stage.AfterData,
            Reply("451 4.3.0 later"),
            "SmtpCommandException 451 MessageNotAccepted"
        ),
        Fault("552_after_dot", Stage.AfterData, Reply("552 5.2.2 full"), "SmtpCommandException 552 MessageNotAccepted"),
        Fault("554_after_dot", Stage.AfterData, Reply("554 5.7.1 spam"), "SmtpCommandException 554 MessageNotAccepted"),
        Fault(
            "251_after_dot",
            Stage.AfterData,
            Reply("251 2.1.5 forwarded"),
            "SmtpCommandException 251 MessageNotAccepted",
            accepted: 1
        ),
        Fault(
            "slow_reply",
            Stage.AfterData,
            Wait(TimeSpan.FromMilliseconds(100)).Then(AsUsual),
            "nothing",
            accepted: 1
        ),
        Fault(
            "dribbled_reply",
            Stage.AfterData,
            Reply("250 ok", bytesAtOnce: 1, pause: TimeSpan.FromMilliseconds(50)),
            "nothing",
            accepted: 1
        ),
    ];

    [TestCaseSource(nameof(Faults))]
    public async Task MailKit_answers_as_the_rules_expect(
        Stage stage,
        SmtpAction fault,
        string expected,
        int accepted,
        int size
    )
    {
        await using var server = ScriptedSmtpServer.Start().On(stage, fault);
        var message = MailKitClient.Message(body: MailKitClient.Text(size));

        var thrown = await ThrownByAsync(() => SendAsync(server.Port, message));

        Assert.That(thrown, Is.EqualTo(expected));
        Assert.That(server.Messages, Has.Count.EqualTo(accepted));
    }

    [Test]
    public async Task RST_at_connect_is_a_broken_connection()
    {
        await using var server = ScriptedSmtpServer.Start().On(Stage.Connect, Reset);

        var broken = await Assert.CatchAsync(() => MailKitClient.ConnectAsync(server.Port));

        Assert.That(broken, Is.InstanceOf<SocketException>().Or.InstanceOf<IOException>());
    }

    [Test]
    public async Task The_dialog_shows_that_a_refused_recipient_was_followed_by_RSET_on_the_same_connection()
    {
        await using var server = ScriptedSmtpServer.Start().On(Stage.Rcpt, Reply("550 5.1.1 nobody"));
        using var client = await MailKitClient.ConnectAsync(server.Port);

        await Assert.ThrowsAsync<SmtpCommandException>(() => client.SendAsync(MailKitClient.Message()));

        Assert.That(server.Dialog(1).TakeLast(2), Is.EqualTo(new[] { "C: RSET", "S: 250 2.0.0 ok" }));
    }

    [Test]
    public async Task QUIT_without_an_answer_times_out_after_the_message_was_taken()
    {
        await using var server = ScriptedSmtpServer.Start().On(Stage.Quit, Hang);
        using var client = await MailKitClient.ConnectAsync(server.Port);
        await client.SendAsync(MailKitClient.Message());

        await Assert.ThrowsAsync<TimeoutException>(() => client.DisconnectAsync(quit: true));

        Assert.That(server.Messages, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task RST_before_QUIT_is_no_exception()
    {
        await using var server = ScriptedSmtpServer.Start().On(Stage.AfterData, AsUsual.Then(Reset));
        using var client = await MailKitClient.ConnectAsync(server.Port);
        await client.SendAsync(MailKitClient.Message());

        await client.DisconnectAsync(quit: true);

        Assert.That(server.Dialog(1)[^1], Is.EqualTo("-- RST"));
    }

    private static async Task SendAsync(int port, MimeMessage message)
    {
        using var client = await MailKitClient.ConnectAsync(port);
        await client.SendAsync(message);
    }

    /// <summary>The exception's type; for a parsed reply also its code and MailKit's classification.</summary>
    private static async Task<string> ThrownByAsync(Func<Task> act)
    {
        try
        {
            await act();
            return "nothing";
        }
        catch (SmtpCommandException e)
        {
            return $"{nameof(SmtpCommandException)} {(int)e.StatusCode} {e.ErrorCode}";
        }
        catch (Exception e)
            when (e
                    is IOException
                        or SocketException
                        or TimeoutException
                        or ProtocolException
                        or ServiceNotAuthenticatedException
            )
        {
            return e.GetType().Name;
        }
    }

    private static TestCaseData Fault(
        string name,
        Stage stage,
        SmtpAction action,
        string expected,
        int accepted = 0,
        int size = 100
    ) => new TestCaseData(stage, action, expected, accepted, size).SetArgDisplayNames(name);
}
