using System.Text;
using MailKit.Net.Imap;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Bounces.Inboxes;
using Newsletter.Dispatcher.Bounces.Report;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Bounces.Inboxes;

/// <summary>The mailbox for bounces, against a real Dovecot.</summary>
[TestFixture, EndToEnd]
internal sealed class ImapMailboxTests
{
    private readonly List<string> _taken = [];
    private readonly FakeTimeProvider _clock = new();
    private readonly MailMemory _memory;

    public ImapMailboxTests() => _memory = new(_clock);

    [TestCase(null)]
    [TestCase("IDLE MOVE", Description = "an old server, where a mail is copied and the original expunged")]
    public async Task Each_mail_is_taken_once_and_moved_and_nothing_is_lost(string? without)
    {
        await using var dovecot = await DovecotInstance.StartAsync(without: without);
        dovecot.Deliver(Mail("one"), Mail("two"), Mail("three"));
        await using var mailbox = await OpenAsync(dovecot);

        var first = await mailbox.TakeAsync(TakeAsync, _memory, CancellationToken.None);
        var second = await mailbox.TakeAsync(TakeAsync, _memory, CancellationToken.None);

        Assert.That((first, second), Is.EqualTo(((3, (string?)null), (0, (string?)null))));
        Assert.That(_taken, Is.EquivalentTo(new[] { "one", "two", "three" }));
        Assert.That(await dovecot.SubjectsAsync("INBOX"), Is.Empty);
        Assert.That(await dovecot.SubjectsAsync("Bounces.Done"), Is.EquivalentTo(new[] { "one", "two", "three" }));
    }

    [Test]
    public async Task What_somebody_else_marked_as_deleted_is_neither_taken_nor_expunged()
    {
        await using var dovecot = await DovecotInstance.StartAsync(without: "IDLE MOVE");
        dovecot.Deliver(Mail("theirs"));
        await MarkDeletedAsync(dovecot);
        dovecot.Deliver(Mail("ours"));
        await using var mailbox = await OpenAsync(dovecot);

        await mailbox.TakeAsync(TakeAsync, _memory, CancellationToken.None);

        Assert.That(_taken, Is.EqualTo(new[] { "ours" }));
        Assert.That(await dovecot.SubjectsAsync("INBOX"), Is.EqualTo(new[] { "theirs" }));
    }

    [Test]
    public async Task A_mail_that_could_not_be_written_down_stays()
    {
        await using var dovecot = await DovecotInstance.StartAsync();
        dovecot.Deliver(Mail("one"));
        await using (var mailbox = await OpenAsync(dovecot))
        {
            Assert.That(
                async () =>
                    await mailbox.TakeAsync(
                        _ => throw new InvalidDataException("disk full"),
                        _memory,
                        CancellationToken.None
                    ),
                Throws.InstanceOf<InvalidDataException>()
            );
        }

        Assert.That(await dovecot.SubjectsAsync("INBOX"), Is.EqualTo(new[] { "one" }));
        await using var again = await OpenAsync(dovecot);
        await again.TakeAsync(TakeAsync, _memory, CancellationToken.None);
        Assert.That(_taken, Is.EqualTo(new[] { "one" }));
    }

    [Test]
    public async Task Of_a_huge_mail_only_the_first_part_is_fetched()
    {
        await using var dovecot = await DovecotInstance.StartAsync();
        dovecot.Deliver(Mail("huge", new string('x', 70) + "\r\n", times: 50_000));
        await using var mailbox = await OpenAsync(dovecot);
        var length = 0;

        await mailbox.TakeAsync(
            mail =>
            {
                length = mail.Length;
                return Task.CompletedTask;
            },
            _memory,
            CancellationToken.None
        );

        Assert.That(length, Is.EqualTo(BounceMessage.MaxBytes + 1));
        Assert.That(await dovecot.SubjectsAsync("Bounces.Done"), Is.EqualTo(new[] { "huge" }));
    }

    [Test]
    public async Task The_server_tells_when_something_comes_in()
    {
        await using var dovecot = await DovecotInstance.StartAsync();
        await using var mailbox = await OpenAsync(dovecot);
        await mailbox.TakeAsync(TakeAsync, _memory, CancellationToken.None);

        var waiting = mailbox.WaitAsync(CancellationToken.None);
        dovecot.Deliver(Mail("new"));
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        await mailbox.TakeAsync(TakeAsync, _memory, CancellationToken.None);

        Assert.That(_taken, Is.EqualTo(new[] { "new" }));
    }

    [Test]
    public async Task A_mail_at_which_the_connection_breaks_holds_up_no_other_for_long()
    {
        await using var dovecot = await DovecotInstance.StartAsync();
        dovecot.Deliver(Mail("first"));
        await dovecot.SubjectsAsync("INBOX");
        dovecot.Deliver(Mail("second"));
        await using var cut = new CuttingProxy(dovecot.Port, whenAskedFor: "UID FETCH 1 ");
        var settings = SettingsOf(dovecot) with { Port = cut.Port };
        var breaks = 0;
        for (var connection = 0; connection < 3; connection++)
        {
            await using var mailbox = await ImapMailbox.OpenAsync(
                settings,
                TimeProvider.System,
                CancellationToken.None
            );
            try
            {
                await mailbox.TakeAsync(TakeAsync, _memory, CancellationToken.None);
            }
            catch (Exception e) when (ImapTrouble.Explain(settings, e) is not null)
            {
                breaks++;
            }
        }

        Assert.That(breaks, Is.EqualTo(2));
        Assert.That(_taken, Is.EqualTo(new[] { "second" }));
        _clock.Advance(TimeSpan.FromHours(1));
        await using var later = await OpenAsync(dovecot);
        await later.TakeAsync(TakeAsync, _memory, CancellationToken.None);
        Assert.That(_taken, Is.EqualTo(new[] { "second", "first" }), "it is tried again after an hour");
    }

    [Test]
    public async Task A_mail_that_cannot_be_moved_is_taken_once_and_moved_when_it_can_be()
    {
        await using var dovecot = await DovecotInstance.StartAsync();
        dovecot.Deliver(Mail("one"));
        await using (var cut = new CuttingProxy(dovecot.Port, whenAskedFor: "UID MOVE "))
        {
            var settings = SettingsOf(dovecot) with { Port = cut.Port };
            await using var mailbox = await ImapMailbox.OpenAsync(
                settings,
                TimeProvider.System,
                CancellationToken.None
            );
            Assert.That(
                async () => await mailbox.TakeAsync(TakeAsync, _memory, CancellationToken.None),
                Throws.Exception.Matches<Exception>(e => ImapTrouble.Explain(settings, e!) is not null)
            );
        }

        await using var again = await OpenAsync(dovecot);
        var (moved, _) = await again.TakeAsync(TakeAsync, _memory, CancellationToken.None);

        Assert.That((moved, _taken.Count), Is.EqualTo((1, 1)));
        Assert.That(await dovecot.SubjectsAsync("Bounces.Done"), Is.EqualTo(new[] { "one" }));
    }

    [Test]
    public async Task A_mail_that_cannot_be_taken_holds_up_no_other_for_long()
    {
        await using var dovecot = await DovecotInstance.StartAsync();
        dovecot.Deliver(Mail("poison"));
        await dovecot.SubjectsAsync("INBOX");
        dovecot.Deliver(Mail("good"));
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await using var mailbox = await OpenAsync(dovecot);
            try
            {
                await mailbox.TakeAsync(
                    mail =>
                        Encoding.Latin1.GetString(mail.Span).Contains("poison", StringComparison.Ordinal)
                            ? throw new FormatException("a fault")
                            : TakeAsync(mail),
                    _memory,
                    CancellationToken.None
                );
            }
            catch (FormatException)
            {
                // The watch says so and opens the mailbox anew.
            }
        }

        Assert.That(_taken, Is.EqualTo(new[] { "good" }));
        Assert.That(await dovecot.SubjectsAsync("INBOX"), Is.EqualTo(new[] { "poison" }));
    }

    [Test]
    public async Task A_look_takes_nothing_and_makes_no_folder()
    {
        await using var dovecot = await DovecotInstance.StartAsync();
        dovecot.Deliver(Mail("one"));
        await using (
            var look = await ImapMailbox.LookAsync(SettingsOf(dovecot), TimeProvider.System, CancellationToken.None)
        )
        {
            Assert.That(look.Waiting, Is.EqualTo(1));
        }

        Assert.That(Directory.Exists(Path.Combine(dovecot.Maildir, ".Bounces")), Is.False);
    }

    [Test]
    public async Task Folders_can_be_named()
    {
        await using var dovecot = await DovecotInstance.StartAsync();
        dovecot.Deliver(Mail("one"));
        var settings = SettingsOf(dovecot);
        await using (
            var mailbox = await ImapMailbox.OpenAsync(
                settings with
                {
                    DoneFolder = "INBOX/Bounces",
                },
                TimeProvider.System,
                CancellationToken.None
            )
        )
        {
            await mailbox.TakeAsync(TakeAsync, _memory, CancellationToken.None);
        }

        await using var second = await ImapMailbox.OpenAsync(
            settings with
            {
                Folder = "INBOX/Bounces",
                DoneFolder = "Read",
            },
            TimeProvider.System,
            CancellationToken.None
        );
        await second.TakeAsync(TakeAsync, _memory, CancellationToken.None);

        Assert.That(_taken, Is.EqualTo(new[] { "one", "one" }));
        Assert.That(await dovecot.SubjectsAsync("Read"), Is.EqualTo(new[] { "one" }));
    }

    [TestCase(
        RelaySecurity.StartTls,
        "does not offer what Security \"starttls\" needs; nothing was sent in clear text. Correct Security of "
            + "Bounces:Imap, or the server."
    )]
    [TestCase(RelaySecurity.None, "refuses the login of bounces: ", "wrong")]
    [TestCase(
        RelaySecurity.None,
        "has no folder INBOX/Bounces that can be written, or takes no other named INBOX/Bounces.",
        DovecotInstance.Password,
        "INBOX/Bounces",
        "INBOX/Bounces"
    )]
    [TestCase(
        RelaySecurity.None,
        "has no folder Nowhere that can be written, or takes no other named Bounces/Done. Correct Folder and "
            + "DoneFolder of Bounces:Imap.",
        DovecotInstance.Password,
        "Nowhere"
    )]
    public async Task What_is_wrong_is_said_with_what_to_do(
        RelaySecurity security,
        string says,
        string password = DovecotInstance.Password,
        string folder = "INBOX",
        string done = "Bounces/Done"
    )
    {
        await using var dovecot = await DovecotInstance.StartAsync();

        Assert.That(
            await TroubleAsync(
                SettingsOf(dovecot) with
                {
                    Security = security,
                    Password = password,
                    Folder = folder,
                    DoneFolder = done,
                }
            ),
            Does.StartWith($"127.0.0.1:{dovecot.Port} {says}")
        );
    }

    [Test]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_with_and_without_STARTTLS()
    {
        using var certificate = TestCertificate.Valid();
        await using var dovecot = await DovecotInstance.StartAsync(certificate: certificate);
        var settings = SettingsOf(dovecot);

        Assert.That(
            await TroubleAsync(settings with { Security = RelaySecurity.Tls, Port = dovecot.TlsPort }),
            Does.Contain("no TLS connection that can be trusted")
        );
        Assert.That(
            await TroubleAsync(settings with { Security = RelaySecurity.StartTls }),
            Does.Contain("no TLS connection that can be trusted")
        );
        Assert.That(
            dovecot.Log(),
            Does.Not.Contain("Login: user").And.Not.Contain("auth failed"),
            "no password was shown to it"
        );
    }

    private static async Task<string> TroubleAsync(ImapSettings settings)
    {
        try
        {
            await using var mailbox = await ImapMailbox.OpenAsync(
                settings,
                TimeProvider.System,
                CancellationToken.None
            );
            return "none";
        }
        catch (Exception e) when (ImapTrouble.Explain(settings, e) is var (says, advice))
        {
            return $"{says} {advice}";
        }
    }

    private static Task<ImapMailbox> OpenAsync(DovecotInstance dovecot) =>
        ImapMailbox.OpenAsync(SettingsOf(dovecot), TimeProvider.System, CancellationToken.None);

    private static ImapSettings SettingsOf(DovecotInstance dovecot) =>
        new()
        {
            Host = "127.0.0.1",
            Port = dovecot.Port,
            Security = RelaySecurity.None,
            UserName = DovecotInstance.UserName,
            Password = DovecotInstance.Password,
        };

    private static async Task MarkDeletedAsync(DovecotInstance dovecot)
    {
        using var client = new ImapClient();
        await client.ConnectAsync("127.0.0.1", dovecot.Port, MailKit.Security.SecureSocketOptions.None);
        await client.AuthenticateAsync(DovecotInstance.UserName, DovecotInstance.Password);
        await client.Inbox!.OpenAsync(MailKit.FolderAccess.ReadWrite);
        await client.Inbox.StoreAsync(
            0,
            new MailKit.StoreFlagsRequest(MailKit.StoreAction.Add, MailKit.MessageFlags.Deleted)
        );
        await client.DisconnectAsync(quit: true);
    }

    private Task TakeAsync(ReadOnlyMemory<byte> mail)
    {
        var lines = Encoding.Latin1.GetString(mail.Span).Split("\r\n");
        _taken.Add(lines.Single(line => line.StartsWith("Subject: ", StringComparison.Ordinal))["Subject: ".Length..]);
        return Task.CompletedTask;
    }

    private static string Mail(string subject, string line = "Hello\r\n", int times = 1) =>
        $"From: somebody@example.org\r\nTo: bounces@example.com\r\nSubject: {subject}\r\n\r\n"
        + string.Concat(Enumerable.Repeat(line, times));
}
