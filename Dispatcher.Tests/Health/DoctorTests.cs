using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;
using static Newsletter.Dispatcher.Tests.Support.Smtp.SmtpAction;

namespace Newsletter.Dispatcher.Tests.Health;

/// <summary>
/// One healthy set-up, and then the same with one thing broken: the doctor names that thing and no other.
/// </summary>
[TestFixture, Integration]
internal sealed class DoctorTests
{
    private PatientOfDoctor _patient = null!;

    [SetUp]
    public async Task CreatePatient() => _patient = await PatientOfDoctor.CreateAsync();

    [TearDown]
    public async Task Dispose() => await _patient.DisposeAsync();

    [Test]
    public async Task A_healthy_newsletter_is_green_everywhere()
    {
        var checks = await _patient.LookAsync();

        Assert.That(checks.Where(check => check.State is not CheckState.Green), Is.Empty);
        Assert.That(
            checks.Select(check => check.Name),
            Is.EqualTo(
                new[]
                {
                    "settings",
                    "database",
                    "disk",
                    "key file",
                    "templates",
                    "look",
                    "clock",
                    "time zones",
                    "next issue",
                    "deadline",
                    "relay",
                    "SPF",
                    "DKIM letter1",
                    "DMARC",
                    "MX",
                    "bounce mailbox",
                    "BaseUrl",
                }
            )
        );
        Assert.That(
            Says(checks, "next issue"),
            Is.EqualTo("issues/2026-11-24-news.md for Tuesday, 2026-11-24 06:00 can be made for all 3 readers.")
        );
        Assert.That(Says(checks, "DMARC"), Does.Contain("p=quarantine").And.Contain("aligned"));
        Assert.That(_patient.Relay.Received, Is.Empty, "a look sends nothing");
    }

    [Test]
    public async Task An_issue_that_is_not_approved_is_red_and_says_where_to_approve_it()
    {
        _patient.Settings = _patient.Settings with
        {
            Newsletter = _patient.Settings.Newsletter with { Approval = ApprovalMode.One },
        };

        var check = (await _patient.LookAsync()).Single(one => one.Name == "next issue");

        Assert.That(
            (check.State, check.Says, check.Do),
            Is.EqualTo(
                (
                    CheckState.Red,
                    "issues/2026-11-24-news.md for Tuesday, 2026-11-24 06:00 is not approved: it needs one approval "
                        + "and has none.",
                    "Approve it at https://letter.dispatcher-check.org/desk/issues/2026-11-24-news/approve or with: "
                        + "dispatcher issue approve issues/2026-11-24-news.md"
                )
            )
        );
    }

    [Test]
    public async Task A_database_that_is_damaged()
    {
        var path = _patient.Workplace.Folder.Write("damaged.db", new string('x', 8192));
        _patient.Settings = _patient.Settings with
        {
            Storage = _patient.Settings.Storage with { ConnectionString = $"Data Source={path};Pooling=False" },
        };
        using var http = new HttpClient();

        var checks = await new Doctor(
            _patient.Settings with
            {
                Relays = [],
                Newsletter = NewsletterSample.Settings(),
            },
            _patient.Workplace.Paths,
            new(_patient.Settings.Storage.ConnectionString),
            _patient.Workplace.Clock,
            http
        ).RunAsync(CancellationToken.None);

        var check = checks.Single(check => check.Name == "database");
        Assert.That(check.State, Is.EqualTo(CheckState.Red));
        Assert.That(check.Says, Does.Contain("is no SQLite database"));
    }

    [Test, Platform(Exclude = "Win")]
    public async Task Keys_that_everybody_can_read()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_patient.Settings.Storage.KeyFile, (UnixFileMode)0b110_100_100);
        }

        await OnlyRedAsync("key file", "can be read by everybody", "chmod 600");
    }

    [Test, Platform(Exclude = "Win")]
    public async Task A_key_file_that_root_made_for_a_service_of_another_user()
    {
        Assume.That(Environment.IsPrivilegedProcess, "only root can give files away");
        var database = _patient.Workplace.Database.Path;
        var folder = Path.GetDirectoryName(database)!;
        await ChildProcess.RunAsync("chown", ["65534", folder, database], TimeSpan.FromMinutes(1));

        await OnlyRedAsync("owner", _patient.Settings.Storage.KeyFile, $"chown --reference='{folder}'");
    }

    // Users: 0 is root, 7 the service, 8 somebody else.
    [TestCase(7u, 7u, 7u, 7u, null)]
    [TestCase(0u, 7u, 7u, 7u, null)]
    [TestCase(0u, 0u, 0u, 0u, null)]
    [TestCase(0u, 0u, 7u, 0u, null, Description = "the folder of root says nothing about the service")]
    [TestCase(0u, 7u, 0u, 7u, "chown --reference='/data' '/data/a.db'")]
    [TestCase(7u, 7u, 0u, 7u, "As root: chown 7 '/data/a.db'")]
    [TestCase(7u, 0u, 8u, 0u, "As root: chown 7 '/data/a.db' '/data/keys'")]
    public void The_owner_of_the_files_is_judged(uint runsAs, uint folder, uint database, uint keys, string? advice) =>
        Assert.That(
            FileOwnerCheck
                .Judge([("/data/a.db", database), ("/data/keys", keys)], ("/data", folder), runsAs)
                .SingleOrDefault()
                ?.Do,
            Is.EqualTo(advice)
        );

    [Test]
    public async Task A_template_with_a_fault()
    {
        _patient.Workplace.Folder.Write("templates/welcome.sbn-html", "<title>Hello</title>{{ subscriber.surname }}");

        await OnlyRedAsync("templates", "templates/welcome.sbn-html:1:", "issue check");
    }

    [Test]
    public async Task A_front_page_with_a_fault_is_yellow_and_one_without_says_nothing()
    {
        _patient.Workplace.Folder.Write("home.md", "# Hello");
        var whole = await _patient.LookAsync();
        _patient.Workplace.Folder.Write("home.md", "Hello {{ subscriber.first_name }}");
        var broken = await _patient.LookAsync();

        Assert.That(whole.Select(check => check.Name), Has.None.EqualTo("front page"));
        var check = broken.Single(one => one.State is not CheckState.Green);
        Assert.That((check.Name, check.State), Is.EqualTo(("front page", CheckState.Yellow)));
        Assert.That(check.Says, Does.StartWith("home.md:1:7: error: the front page takes no template code"));
    }

    [Test]
    public async Task No_issue_for_tomorrow()
    {
        _patient.Workplace.Issue("2026-11-24-news.md", frontMatter: "status: draft");

        await OnlyRedAsync("next issue", "No issue is ready for Tuesday, 2026-11-24 06:00.", "status: ready");
    }

    [Test]
    public async Task An_issue_that_one_reader_of_three_cannot_get()
    {
        _patient.Workplace.Issue(
            "2026-11-24-news.md",
            body: "{{ if subscriber.first_name == \"Reader 2\" }}{{ subscriber.surname }}{{ end }}Hello."
        );

        await OnlyRedAsync("next issue", "cannot be made for 1 of 3 readers (subscriber 2)", "Fix the issue");
    }

    [Test]
    public async Task A_clock_that_nobody_can_believe()
    {
        await new Newsletter.Dispatcher.Schedule.WatchTable(_patient.Workplace.Database).SeenAsync(
            PatientOfDoctor.Monday.AddYears(3),
            CancellationToken.None
        );

        var checks = await _patient.LookAsync();

        Assert.That(checks.Single(check => check.Name == "clock").State, Is.EqualTo(CheckState.Red));
        Assert.That(Says(checks, "clock"), Does.Contain("but the dispatcher last ran at 2029-11-23"));
    }

    [Test]
    public async Task A_relay_that_does_not_answer()
    {
        _patient.Settings = _patient.Settings with
        {
            Relays = [_patient.Settings.Relays[0] with { Port = Peer.FreePort() }],
        };

        await OnlyRedAsync("relay", "does not answer", "Start the relay");
    }

    [Test]
    public async Task A_relay_that_refuses_the_login()
    {
        await using var relay = ScriptedSmtpServer.Start(new() { User = "letter", Password = "right-canary" });
        _patient.Settings = _patient.Settings with
        {
            Relays =
            [
                _patient.Settings.Relays[0] with
                {
                    Port = relay.Port,
                    UserName = "letter",
                    Password = "wrong-canary",
                },
            ],
        };

        var says = await OnlyRedAsync("relay", "refuses the login of letter", "UserName and Password");
        Assert.That(says, Does.Not.Contain("canary"));
    }

    [TestCase("expired", "has expired")]
    [TestCase("wrong name", "is for another name than localhost")]
    [TestCase("unknown signer", "the certificate is signed by an authority that this machine does not know")]
    public async Task A_relay_whose_certificate_cannot_be_trusted_says_why(string fault, string words)
    {
        using var certificate =
            fault is "expired" ? TestCertificate.Expired()
            : fault is "wrong name" ? TestCertificate.WrongName()
            : TestCertificate.Valid();
        await using var relay = ScriptedSmtpServer.Start(new() { Tls = SmtpTls.StartTls, Certificate = certificate });
        _patient.Settings = _patient.Settings with
        {
            Relays =
            [
                _patient.Settings.Relays[0] with
                {
                    Host = "localhost",
                    Port = relay.Port,
                    Security = RelaySecurity.StartTls,
                },
            ],
        };

        var says = await OnlyRedAsync("relay", "no TLS connection that can be trusted", "certificate");
        Assert.That(says, Does.Contain(words));
    }

    [Test]
    public async Task A_relay_that_says_no_at_the_door()
    {
        _patient.Relay.On(Stage.Connect, Reply("554 5.7.1 go away"));

        await OnlyRedAsync("relay", "go away", "relay");
    }

    [Test]
    public async Task A_relay_that_takes_smaller_messages_than_the_next_issue()
    {
        await using var relay = ScriptedSmtpServer.Start(new() { Capabilities = ["SIZE 1000"] });
        _patient.Settings = _patient.Settings with
        {
            Relays = [_patient.Settings.Relays[0] with { Port = relay.Port }],
        };

        await OnlyRedAsync("relay", "takes messages of 1000 octets, and the next issue has", "images");
    }

    [Test]
    public async Task No_SPF_record()
    {
        _patient.Dns.Text("news.dispatcher-check.org");

        await OnlyRedAsync("SPF", "news.dispatcher-check.org has no SPF record", "v=spf1 mx ~all");
    }

    [Test]
    public async Task A_DKIM_record_of_another_key()
    {
        _patient.Dns.Text(
            "letter1._domainkey.news.dispatcher-check.org",
            DkimKey.Parse(DkimKey.NewEd25519(), out _)!.Record
        );

        await OnlyRedAsync("DKIM letter1", "has another key than the one that signs", "dispatcher dkim record");
    }

    [Test]
    public async Task No_DKIM_record()
    {
        _patient.Dns.Text("letter1._domainkey.news.dispatcher-check.org");

        await OnlyRedAsync("DKIM letter1", "has no DKIM record", "dispatcher dkim record");
    }

    [Test]
    public async Task No_DMARC_record()
    {
        _patient.Dns.Text("_dmarc.dispatcher-check.org");

        await OnlyRedAsync("DMARC", "has no DMARC record", "v=DMARC1; p=none");
    }

    [Test]
    public async Task A_strict_DMARC_record_that_no_key_is_aligned_with()
    {
        _patient
            .Dns.Text("_dmarc.news.dispatcher-check.org", "v=DMARC1; p=reject; adkim=s")
            .Text("letter1._domainkey.dispatcher-check.org", _patient.Settings.Dkim[0].Key.Record);
        _patient.Settings = _patient.Settings with
        {
            Dkim = [_patient.Settings.Dkim[0] with { Domain = "dispatcher-check.org" }],
        };

        await OnlyRedAsync("DMARC", "adkim=s", "dispatcher dkim new");
    }

    [Test]
    public async Task A_domain_that_takes_no_bounces()
    {
        _patient.Dns.MailServers("news.dispatcher-check.org", "");

        await OnlyRedAsync("MX", "takes no mail", "MX record");
    }

    [Test]
    public async Task A_return_path_of_another_domain_is_where_bounces_go()
    {
        _patient.Settings = _patient.Settings with
        {
            Bounces = new() { ReturnPath = "b+{token}@returns.dispatcher-check.org" },
        };
        _patient
            .Dns.Text("returns.dispatcher-check.org", "v=spf1 ip4:127.0.0.1 -all")
            .MailServers("returns.dispatcher-check.org", "");

        await OnlyRedAsync("MX", "returns.dispatcher-check.org says that it takes no mail", "MX record");
    }

    [TestCase("GET /healthz", 200, "<html>Welcome to nginx", "but not as this program does")]
    [TestCase("GET /healthz", 502, "bad gateway", "answers 502")]
    [TestCase("GET /healthz", 301, "", "leads on to another address")]
    [TestCase("POST /unsubscribe/doctor", 403, "Are you a robot?", "answers 403 to a one-click unsubscribe")]
    public async Task Pages_that_are_not_ours(string call, int status, string body, string says)
    {
        var usual = _patient.Pages;
        _patient.Pages = asked => asked == call ? (status, body) : usual(asked);

        await OnlyRedAsync("BaseUrl", says, "");
    }

    [TestCase("http://localhost:8080")]
    [TestCase("https://letter.example.com")]
    public async Task Pages_that_only_this_machine_can_reach_are_worth_a_look(string baseUrl)
    {
        _patient.Settings = _patient.Settings with
        {
            Newsletter = _patient.Settings.Newsletter with { BaseUrl = baseUrl },
        };

        var checks = await _patient.LookAsync();

        var check = checks.Single(check => check.State is not CheckState.Green);
        Assert.That((check.Name, check.State), Is.EqualTo(("BaseUrl", CheckState.Yellow)));
        Assert.That(check.Says, Is.EqualTo($"Readers cannot reach {baseUrl}."));
    }

    [Test]
    public async Task A_bounce_mailbox_that_opens()
    {
        await using var dovecot = await DovecotInstance.StartAsync();
        dovecot.Deliver("Subject: one\r\n\r\n", "Subject: two\r\n\r\n");
        _patient.Settings = _patient.Settings with
        {
            Bounces = _patient.Settings.Bounces with { Imap = Mailbox(dovecot.Port) },
        };

        var said = (await _patient.LookAsync())
            .Where(check => check.Name == "bounce mailbox")
            .Select(check => (check.State, check.Says));

        Assert.That(
            said,
            Is.EqualTo(
                new[]
                {
                    (CheckState.Green, $"{_patient.Settings.Bounces.Maildir} can be read; nothing waits."),
                    (CheckState.Green, $"INBOX at 127.0.0.1:{dovecot.Port} opens; 2 mails wait."),
                }
            )
        );
        Assert.That(await dovecot.SubjectsAsync("INBOX"), Has.Count.EqualTo(2), "a look takes nothing");
    }

    [Test]
    public async Task A_bounce_mailbox_that_does_not_open_stops_no_issue()
    {
        var imap = Mailbox(Peer.FreePort());
        _patient.Settings = _patient.Settings with { Bounces = _patient.Settings.Bounces with { Imap = imap } };
        await OnlyYellowAsync("bounce mailbox", $"127.0.0.1:{imap.Port} does not answer");

        _patient.Settings = _patient.Settings with
        {
            Bounces = new()
            {
                ReturnPath = _patient.Settings.Bounces.ReturnPath,
                Maildir = _patient.Workplace.Folder.File("nowhere/at/all"),
            },
        };
        await OnlyYellowAsync("bounce mailbox", "nowhere/at/all/new cannot be read");

        _patient.Settings = _patient.Settings with { Bounces = new() };
        await OnlyYellowAsync("bounce mailbox", "Mail that comes back is not read");

        _patient.Settings = _patient.Settings with
        {
            Bounces = new() { Providers = new() { SesTopicArn = "arn:aws:sns:eu-central-1:1:bounces" } },
        };
        Assert.That(
            (await _patient.LookAsync()).Select(check => check.Name),
            Has.None.EqualTo("bounce mailbox"),
            "the provider tells"
        );
    }

    [Test]
    public async Task A_DNS_that_is_silent_is_no_fault_of_the_records()
    {
        _patient.Dns.Broken["_dmarc.news.dispatcher-check.org"] = true;

        var checks = await _patient.LookAsync();

        var check = checks.Single(check => check.State is not CheckState.Green);
        Assert.That((check.Name, check.State), Is.EqualTo(("DMARC", CheckState.Yellow)));
        Assert.That(check.Says, Does.StartWith("It cannot be told"));
    }

    [Test]
    public async Task A_newsletter_that_only_writes_files_asks_no_DNS()
    {
        _patient.Settings = _patient.Settings with
        {
            Delivery = _patient.Settings.Delivery with { Method = DeliveryMethod.Pickup },
        };

        var checks = await _patient.LookAsync();

        Assert.That(
            checks.Where(check => check.State is not CheckState.Green).Select(check => check.Name),
            Is.EqualTo(new[] { "relay" })
        );
        Assert.That(_patient.Dns.Asked, Is.Empty);
    }

    private static ImapSettings Mailbox(int port) =>
        new()
        {
            Host = "127.0.0.1",
            Port = port,
            Security = RelaySecurity.None,
            UserName = DovecotInstance.UserName,
            Password = DovecotInstance.Password,
        };

    private async Task OnlyYellowAsync(string name, string says)
    {
        var bad = (await _patient.LookAsync()).Where(check => check.State is not CheckState.Green).ToList();
        Assert.That(
            bad.Select(check => (check.Name, check.State)),
            Is.EqualTo(new[] { (name, CheckState.Yellow) }),
            string.Join('\n', bad)
        );
        Assert.That(bad[0].Says, Does.Contain(says));
    }

    /// <summary>Exactly one check is red, and all others are green.</summary>
    /// <returns>What it says.</returns>
    private async Task<string> OnlyRedAsync(string name, string says, string advice)
    {
        var checks = await _patient.LookAsync();
        var bad = checks.Where(check => check.State is not CheckState.Green).ToList();
        Assert.That(
            bad.Select(check => (check.Name, check.State)),
            Is.EqualTo(new[] { (name, CheckState.Red) }),
            string.Join('\n', bad)
        );
        Assert.That(bad[0].Says, Does.Contain(says));
        Assert.That(bad[0].Do, Does.Contain(advice));
        return bad[0].Says;
    }

    private static string Says(IReadOnlyList<Check> checks, string name) =>
        checks.Single(check => check.Name == name).Says;
}
