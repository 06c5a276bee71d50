using Microsoft.Extensions.Configuration;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Settings;

[TestFixture]
internal sealed class SettingsCheckTests
{
    private static readonly Dictionary<string, string?> Good = new()
    {
        ["Newsletter:Name"] = "The Letter",
        ["Newsletter:From"] = "The Letter <letter@example.com>",
        ["Newsletter:PostalAddress"] = "The Letter; 1 Harbour Street; Berlin",
        ["Newsletter:BaseUrl"] = "https://letter.example.com/",
        ["Newsletter:TimeZone"] = "Europe/Berlin",
    };

    [Test]
    public void Good_settings_come_with_the_defaults_of_the_documentation()
    {
        var settings = Read(Good);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(settings.Newsletter.SendAt, Is.EqualTo(new TimeOnly(6, 0)));
            Assert.That(settings.Newsletter.CatchUpUntil, Is.EqualTo(new TimeOnly(12, 0)));
            Assert.That(settings.Newsletter.Days, Has.Count.EqualTo(5).And.No.Member(DayOfWeek.Sunday));
            Assert.That(settings.Newsletter.BaseUrl, Is.EqualTo("https://letter.example.com"));
            Assert.That(
                settings.Newsletter.PostalAddress,
                Is.EqualTo(new[] { "The Letter", "1 Harbour Street", "Berlin" })
            );
            Assert.That(settings.Delivery.Method, Is.EqualTo(DeliveryMethod.Pickup));
            Assert.That(settings.Delivery.DataTimeout, Is.EqualTo(TimeSpan.FromMinutes(10)));
            Assert.That(settings.Delivery.OnUncertain, Is.EqualTo(UncertainPolicy.Resend));
            Assert.That(settings.Web.Listen, Is.EqualTo("http://127.0.0.1:8080"));
            Assert.That(settings.Stripe, Is.Null);
        }
    }

    [Test]
    public void The_links_of_the_publisher_are_addresses_or_paths()
    {
        var links = Read(
            new Dictionary<string, string?>(Good)
            {
                ["Web:Links:Privacy"] = "https://example.com/privacy?lang=en#data",
                ["Web:Links:Terms"] = "/terms",
            }
        ).Web.Links;

        Assert.That(
            (links.Privacy, links.Terms, links.Imprint),
            Is.EqualTo(("https://example.com/privacy?lang=en#data", "/terms", (string?)null))
        );
    }

    [Test]
    public void Alerts_are_read_and_a_DNS_server_needs_no_port()
    {
        var settings = Read(
            new Dictionary<string, string?>(Good)
            {
                ["Alerts:To"] = "ops@example.com",
                ["Alerts:Webhook"] = "https://hooks.example.com/abc",
                ["Alerts:Heartbeat"] = "http://127.0.0.1:9/beat",
                ["Doctor:DnsServer"] = "9.9.9.9",
                ["Retention:DeliveryMonths"] = "13",
            }
        );

        Assert.That(settings.Alerts.To?.Value, Is.EqualTo("ops@example.com"));
        Assert.That(settings.Alerts.Webhook, Is.EqualTo(new Uri("https://hooks.example.com/abc")));
        Assert.That(settings.Alerts.Heartbeat, Is.EqualTo(new Uri("http://127.0.0.1:9/beat")));
        Assert.That(settings.Alerts.Summary, Is.True);
        Assert.That(settings.Doctor.DnsServer?.ToString(), Is.EqualTo("9.9.9.9:53"));
        Assert.That(settings.Retention.DeliveryMonths, Is.EqualTo(13));
    }

    [TestCase("imap.example.com", null, 993)]
    [TestCase("imap.example.com", "starttls", 143)]
    [TestCase("localhost", "none", 143)]
    public void A_mailbox_is_read_and_its_port_follows_from_how_it_is_secured(string host, string? security, int port)
    {
        var imap = Read(WithMailbox(host, security)).Bounces.Imap!;

        Assert.That(
            (imap.Port, imap.Folder, imap.DoneFolder, imap.ToString()),
            Is.EqualTo((port, "INBOX", "Bounces/Done", $"{host}:{port}"))
        );
    }

    [TestCase(
        "imap.example.com",
        "none",
        "INBOX",
        "Bounces:Imap:Security is \"none\", but takes tls or starttls where the server is another machine: a password "
            + "is never sent in clear text."
    )]
    [TestCase(
        "imap.example.com",
        "tls",
        "Bounces/Done",
        "Bounces:Imap:DoneFolder is \"Bounces/Done\", but takes another folder than Folder."
    )]
    public void A_mailbox_that_would_be_read_without_care_is_refused(
        string host,
        string security,
        string folder,
        string expected
    )
    {
        var refused = Assert.Throws<SettingsException>(() =>
            Read(new Dictionary<string, string?>(WithMailbox(host, security)) { ["Bounces:Imap:Folder"] = folder })
        );

        Assert.That(refused!.Problems, Is.EqualTo(new[] { expected }));
    }

    [Test]
    public void A_single_proxy_is_a_network_of_one()
    {
        var settings = Read(
            new Dictionary<string, string?>(Good) { ["Web:TrustedProxies"] = "127.0.0.1, 10.0.0.0/8, ::1" }
        );

        Assert.That(
            settings.Web.TrustedProxies.Select(network => network.ToString()),
            Is.EqualTo(new[] { "127.0.0.1/32", "10.0.0.0/8", "::1/128" })
        );
    }

    [TestCase("Newsletter:Name", "", "Newsletter:Name is missing; it takes the newsletter's name.")]
    [TestCase(
        "Newsletter:Name",
        "a\r\nBcc: x",
        "Newsletter:Name is \"a Bcc: x\", but takes the newsletter's name, on one line."
    )]
    [TestCase(
        "Newsletter:From",
        "letter",
        "Newsletter:From is \"letter\", but takes an address such as letter@example.com"
    )]
    [TestCase(
        "Newsletter:PostalAddress",
        "",
        "Newsletter:PostalAddress is missing; it takes the sender's postal address"
    )]
    [TestCase(
        "Newsletter:BaseUrl",
        "http://letter.example.com",
        "Newsletter:BaseUrl is \"http://letter.example.com\", but takes an https address"
    )]
    [TestCase(
        "Newsletter:BaseUrl",
        "https://letter.example.com/?a=b",
        "Newsletter:BaseUrl is \"https://letter.example.com/?a=b\""
    )]
    [TestCase("Newsletter:BaseUrl", "javascript:alert(1)", "Newsletter:BaseUrl is")]
    [TestCase(
        "Newsletter:TimeZone",
        "Europe/Berlim",
        "Newsletter:TimeZone is \"Europe/Berlim\", but takes an IANA time zone; did you mean Europe/Berlin?"
    )]
    [TestCase(
        "Newsletter:SendAt",
        "25:00",
        "Newsletter:SendAt is \"25:00\", but takes a time of day as HH:MM, for example 06:00."
    )]
    [TestCase("Newsletter:SendAt", "6", "Newsletter:SendAt is \"6\"")]
    [TestCase(
        "Newsletter:Deadline",
        "05:00",
        "Newsletter:Deadline is \"05:00\", but takes a time after SendAt (06:00)."
    )]
    [TestCase(
        "Newsletter:CatchUpUntil",
        "05:59",
        "Newsletter:CatchUpUntil is \"05:59\", but takes a time after SendAt (06:00)."
    )]
    [TestCase("Newsletter:CheckAt", "5pm", "Newsletter:CheckAt is \"5pm\", but takes a time of day as HH:MM")]
    [TestCase("Alerts:To", "ops", "Alerts:To is \"ops\", but takes one address such as you@example.com")]
    [TestCase("Alerts:Webhook", "http://hooks.example.com/canary", "Alerts has a Webhook that is no https address")]
    [TestCase("Alerts:Heartbeat", "canary", "Alerts has a Heartbeat that is no https address")]
    [TestCase("Alerts:Summary", "maybe", "Alerts:Summary is \"maybe\", but takes true or false.")]
    [TestCase("Alerts:Too", "a@example.com", "Alerts:Too is no setting, did you mean To?")]
    [TestCase(
        "Doctor:DnsServer",
        "dns.example.com",
        "Doctor:DnsServer is \"dns.example.com\", but takes an address such as 9.9.9.9"
    )]
    [TestCase("Retention:DeliveryMonths", "2", "Retention:DeliveryMonths is \"2\", but takes")]
    [TestCase("Retention:Months", "13", "Retention:Months is no setting")]
    [TestCase(
        "Newsletter:Days",
        "1-5",
        "Newsletter:Days is \"1-5\", but takes weekdays such as Mon-Fri or Mon,Wed,Fri."
    )]
    [TestCase("Newsletter:Days", "Mon-Fry", "Newsletter:Days is \"Mon-Fry\"")]
    [TestCase(
        "Newsletter:Holidays:0",
        "2026-02-30",
        "Newsletter:Holidays is \"2026-02-30\", but takes dates such as 2026-12-25."
    )]
    [TestCase("Newsletter:TrialDays", "-1", "Newsletter:TrialDays is \"-1\", but takes a whole number from 0 to 365.")]
    [TestCase("Newsletter:TrialDays", "99999999999", "Newsletter:TrialDays is \"99999999999\"")]
    [TestCase(
        "Newsletter:Language",
        "<b>",
        "Newsletter:Language is \"<b>\", but takes a language tag such as en or de-AT."
    )]
    [TestCase("Newsletter:Subjct", "x", "Newsletter:Subjct is no setting")]
    [TestCase("Newsletter:SendAtt", "06:00", "Newsletter:SendAtt is no setting, did you mean SendAt?")]
    [TestCase("Newsletter:Goodbye", "maybe", "Newsletter:Goodbye is \"maybe\", but takes false or true.")]
    [TestCase("Dkim:0:Domain", "localhost", "Dkim:0:Domain is \"localhost\", but takes a domain such as example.com.")]
    [TestCase("Dkim:0:Domain", "example.com", "Dkim:0 has no PrivateKeyFile; make a key with: dispatcher dkim new")]
    [TestCase(
        "Dkim:0:PrivateKey",
        "hunter2",
        "Dkim:0:PrivateKeyFile is \"…\", but takes a private key in PEM form (there is no key in PEM form in it)."
    )]
    [TestCase(
        "Dkim:0:PrivateKeyFile",
        "/no/such/file",
        "Dkim:0:PrivateKeyFile is \"/no/such/file\", but takes a file that can be read"
    )]
    [TestCase(
        "Web:Listen",
        "8080",
        "Web:Listen is \"8080\", but takes an address such as http://127.0.0.1:8080, or none for no pages."
    )]
    [TestCase("Web:Listen", "https://127.0.0.1:8080", "Web:Listen is \"https://127.0.0.1:8080\"")]
    [TestCase(
        "Web:TrustedProxies",
        "10.0.0.0/64",
        "Web:TrustedProxies is \"10.0.0.0/64\", but takes addresses or networks such as 127.0.0.1 or 10.0.0.0/8."
    )]
    [TestCase("Web:Archive", "some", "Web:Archive is \"some\", but takes full or teaser or subscribers.")]
    [TestCase(
        "Web:Links:Privacy",
        "//evil.example/privacy",
        "Web:Links:Privacy is \"//evil.example/privacy\", but takes an address such as https://example.com/privacy, "
            + "or a path of this site such as /privacy."
    )]
    [TestCase("Web:Links:Imprint", "javascript:alert(1)", "Web:Links:Imprint is \"javascript:alert(1)\"")]
    [TestCase("Web:Links:Terms", "https://me:pw@example.com/", "Web:Links:Terms is \"https://me:pw@example.com/\"")]
    [TestCase("Web:Links:Privcy", "/p", "Web:Links:Privcy is no setting, did you mean Privacy?")]
    [TestCase("Web:SignUpsPerHour", "0", "Web:SignUpsPerHour is \"0\", but takes a whole number from 1 to 1000000.")]
    [TestCase("Web:Lisen", "x", "Web:Lisen is no setting, did you mean Listen?")]
    [TestCase("Stripe:Price", "price_1", "Stripe has no SecretKey; set it, or SecretKeyFile.")]
    [TestCase(
        "Stripe:Price",
        "price_1",
        "Stripe is set, but Newsletter:AnnualPrice is not; say there what readers pay"
    )]
    [TestCase(
        "Bounces:ReturnPath",
        "bounces@example.com",
        "Bounces:ReturnPath is \"bounces@example.com\", but takes an address with {token} once"
    )]
    [TestCase(
        "Bounces:ReturnPath",
        "bounces@{token}.example.com",
        "Bounces:ReturnPath is \"bounces@{token}.example.com\""
    )]
    [TestCase(
        "Bounces:ReturnPath",
        "much-too-long-before+{token}@example.com",
        "Bounces:ReturnPath is \"much-too-long-before+{token}@example.com\""
    )]
    [TestCase("Bounces:Maildir", "mail", "Bounces has a mailbox and no ReturnPath")]
    [TestCase("Bounces:Imap:Host", "imap.example.com", "Bounces has a mailbox and no ReturnPath")]
    [TestCase(
        "Bounces:Imap:Host",
        "imap.example.com",
        "Bounces:Imap:UserName is missing; it takes the name that opens the mailbox."
    )]
    [TestCase(
        "Bounces:Imap:UserName",
        "bounces",
        "Bounces:Imap has no Password; it takes a Password, or better a PasswordFile."
    )]
    [TestCase("Bounces:Imap:Pasword", "x", "Bounces:Imap:Pasword is no setting, did you mean Password?")]
    [TestCase("Bounces:Imap", "imap.example.com", "Bounces:Imap takes a section, not \"imap.example.com\".")]
    [TestCase(
        "Bounces:Ses:TopicArn",
        "bounces",
        "Bounces:Ses:TopicArn is \"bounces\", but takes the ARN of an SNS topic"
    )]
    [TestCase(
        "Bounces:Postmark:User",
        "letter",
        "Bounces:Postmark takes a User and a Password (or PasswordFile), both or neither"
    )]
    [TestCase("Bounces:Mailgun:SigninKey", "x", "Bounces:Mailgun:SigninKey is no setting, did you mean SigningKey?")]
    [TestCase(
        "Bounces:Sendgrid:PublicKey",
        "AAAA",
        "Bounces:Sendgrid:PublicKey is \"AAAA\", but takes the verification key that SendGrid shows"
    )]
    [TestCase("Delivery:Method", "pigeon", "Delivery:Method is \"pigeon\", but takes pickup or smtp.")]
    [TestCase("Delivery:Method", "smtp", "Delivery:Method is \"smtp\", but Relays has 0 entries")]
    [TestCase("Delivery:Connections", "0", "Delivery:Connections is \"0\", but takes a whole number from 1 to 100.")]
    [TestCase("Delivery:CommandTimeout", "5m", "Delivery:CommandTimeout is \"5m\", but takes a duration as HH:MM:SS")]
    [TestCase("Delivery:CommandTimeout", "-00:01:00", "Delivery:CommandTimeout is \"-00:01:00\"")]
    [TestCase("Delivery:OnUncertain", "maybe", "Delivery:OnUncertain is \"maybe\", but takes resend or hold.")]
    [TestCase("Delivery:Retry:FirstDelay", "0", "Delivery:Retry:FirstDelay is \"0\"")]
    [TestCase(
        "Delivery:Retry:MaxDelay",
        "00:00:10",
        "Delivery:Retry:MaxDelay is \"00:00:10\", but takes a duration not shorter than FirstDelay."
    )]
    [TestCase("Delivery:Retry", "3", "Delivery:Retry takes a section, not \"3\".")]
    [TestCase(
        "Delivery:Breaker:Percent",
        "0",
        "Delivery:Breaker:Percent is \"0\", but takes a whole number from 1 to 100."
    )]
    [TestCase("Delivery:Breaker:Of", "9", "Delivery:Breaker:Of is \"9\", but takes a whole number from 10 to 10000.")]
    [TestCase("Delivery:Breaker:Percents", "30", "Delivery:Breaker:Percents is no setting, did you mean Percent?")]
    [TestCase("Relays:0:Port", "25", "Relays:0:Host is missing; it takes the relay's name or address")]
    [TestCase("Relays:0:Weight", "0", "Relays:0:Weight is \"0\", but takes a whole number from 1 to 1000.")]
    [TestCase(
        "Delivery:RatePerSecond",
        "-1",
        "Delivery:RatePerSecond is \"-1\", but takes messages a second from 0.001 to 100000, for example 20 or 0.5."
    )]
    [TestCase("Delivery:RatePerSecond", "1e3", "Delivery:RatePerSecond is \"1e3\"")]
    [TestCase("Delivery:RatePerSecond", "NaN", "Delivery:RatePerSecond is \"NaN\"")]
    [TestCase("Delivery:PerDomain", "20", "Delivery:PerDomain takes a section, not \"20\".")]
    [TestCase(
        "Delivery:PerDomain:gmail.com",
        "0",
        "Delivery:PerDomain:gmail.com is \"0\", but takes messages a second from 0.001"
    )]
    [TestCase(
        "Delivery:PerDomain:gmail.com",
        "",
        "Delivery:PerDomain has \"gmail.com\": \"\", but takes entries such as \"gmail.com\": 20."
    )]
    [TestCase("Delivery:PerDomain:,", "5", "Delivery:PerDomain has \",\": \"5\", but takes entries")]
    [TestCase("Delivery:PerDomain:gogle", "5", "Delivery:PerDomain has \"gogle\", did you mean google?")]
    [TestCase(
        "Delivery:PerDomain:example",
        "5",
        "Delivery:PerDomain has \"example\", but takes domains such as gmail.com, and google, microsoft, yahoo."
    )]
    [TestCase("Delivery:PerDomain:x'y.com", "5", "Delivery:PerDomain has \"x'y.com\"")]
    [TestCase("Storage:Provider", "mysql", "Storage:Provider is \"mysql\", but takes sqlite.")]
    [TestCase(
        "Storage:ConnectionString",
        "Data Source=:memory:",
        "Storage:ConnectionString is \"Data Source=:memory:\", but takes a file"
    )]
    [TestCase("Storage:ConnectionString", "Date Source=x", "Storage:ConnectionString is \"Date Source=x\"")]
    [TestCase("Deliverry:Method", "smtp", "Deliverry is no section, did you mean Delivery?")]
    public void A_wrong_value_is_named_with_what_it_takes(string key, string value, string expected)
    {
        var refused = Assert.Throws<SettingsException>(() => Read(With((key, value))));

        Assert.That(refused!.Problems, Has.Some.StartsWith(expected));
    }

    [Test]
    public void All_wrong_values_are_told_at_once()
    {
        var refused = Assert.Throws<SettingsException>(() =>
            Read(With(("Newsletter:SendAt", "x"), ("Newsletter:TimeZone", "y"), ("Delivery:Connections", "z")))
        );

        Assert.That(refused!.Problems, Has.Count.EqualTo(3));
    }

    [Test]
    public void A_password_is_never_sent_in_clear_text_and_never_shown()
    {
        var refused = Assert.Throws<SettingsException>(() =>
            Read(
                With(
                    ("Delivery:Method", "smtp"),
                    ("Relays:0:Host", "relay"),
                    ("Relays:0:Security", "none"),
                    ("Relays:0:UserName", "letter"),
                    ("Relays:0:Password", "hunter2")
                )
            )
        );

        Assert.That(
            refused!.Message,
            Does.Contain("a password is never sent in clear text").And.Not.Contain("hunter2")
        );
    }

    [Test]
    public void A_password_file_may_end_in_a_newline()
    {
        using var folder = new TestFolder();
        var file = folder.Write("relay.password", "hunter2\n");
        TestFolder.Close(file);

        var settings = Read(
            With(
                ("Delivery:Method", "smtp"),
                ("Relays:0:Host", "relay"),
                ("Relays:0:UserName", "letter"),
                ("Relays:0:PasswordFile", "relay.password")
            ),
            folder.Path
        );

        Assert.That(settings.Relays[0].Password, Is.EqualTo("hunter2"));
    }

    [Test]
    public void A_password_file_that_is_missing_is_named()
    {
        var refused = Assert.Throws<SettingsException>(() =>
            Read(
                With(
                    ("Delivery:Method", "smtp"),
                    ("Relays:0:Host", "relay"),
                    ("Relays:0:UserName", "letter"),
                    ("Relays:0:PasswordFile", "/no/such/file")
                )
            )
        );

        Assert.That(
            refused!.Problems,
            Has.Some.StartsWith("Relays:0:PasswordFile is \"/no/such/file\", but takes a file that can be read")
        );
    }

    [Test]
    public void The_settings_that_are_shipped_are_good()
    {
        var shipped = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(Corpora.Repository(), "appsettings.json"))
            .Build();

        Assert.That(
            () => SettingsCheck.Read(shipped, shipped.GetChildren().Select(section => section.Key), "/tmp"),
            Throws.Nothing
        );
    }

    [Test]
    public void Relative_paths_start_at_the_folder_of_the_settings()
    {
        var settings = Read(Good, root: "/srv/letter");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(settings.Storage.ConnectionString, Is.EqualTo("Data Source=/srv/letter/dispatcher.db"));
            Assert.That(settings.Storage.KeyFile, Is.EqualTo("/srv/letter/dispatcher.keys"));
            Assert.That(settings.Delivery.PickupDirectory, Is.EqualTo("/srv/letter/outbox"));
        }
    }

    [Test]
    public void A_domain_in_two_limits_is_named_with_both()
    {
        var refused = Assert.Throws<SettingsException>(() =>
            Read(With(("Delivery:PerDomain:google", "20"), ("Delivery:PerDomain:example.org GMAIL.com", "5")))
        );

        Assert.That(
            refused!.Problems,
            Is.EqualTo(
                new[] { "Delivery:PerDomain names gmail.com in \"example.org GMAIL.com\" and in \"google\"; keep one." }
            )
        );
    }

    [Test]
    public void Rates_and_groups_of_domains_are_read()
    {
        var delivery = Read(
            With(
                ("Delivery:RatePerSecond", "0.5"),
                ("Delivery:PerDomain:gmx.de, Web.DE", "2.5"),
                ("Delivery:PerDomain:Google", "20"),
                ("Delivery:PerDomain:bücher.example", "1")
            )
        ).Delivery;

        Assert.That(delivery.RatePerSecond, Is.EqualTo(0.5));
        Assert.That(
            delivery.PerDomain.Select(rate =>
                $"{rate.MessagesPerSecond.ToString(System.Globalization.CultureInfo.InvariantCulture)} "
                + $"{string.Join(' ', rate.Domains)}"
            ),
            Is.EquivalentTo(new[] { "2.5 gmx.de web.de", "20 gmail.com googlemail.com", "1 xn--bcher-kva.example" })
        );
    }

    [TestCase("0")]
    [TestCase("")]
    public void Without_a_rate_there_is_no_limit(string rate) =>
        Assert.That(Read(With(("Delivery:RatePerSecond", rate))).Delivery.RatePerSecond, Is.Null);

    [Test]
    public void Several_relays_come_in_their_order_with_their_weights()
    {
        var settings = Read(
            With(
                ("Delivery:Method", "smtp"),
                ("Relays:0:Host", "a.example"),
                ("Relays:0:Weight", "3"),
                ("Relays:1:Host", "b.example")
            )
        );

        Assert.That(
            settings.Relays.Select(relay => (relay.Host, relay.Weight)),
            Is.EqualTo(new[] { ("a.example", 3), ("b.example", 1) })
        );
    }

    private static Dictionary<string, string?> WithMailbox(string host, string? security) =>
        new(Good)
        {
            ["Bounces:ReturnPath"] = "bounces+{token}@example.com",
            ["Bounces:Imap:Host"] = host,
            ["Bounces:Imap:Security"] = security,
            ["Bounces:Imap:UserName"] = "bounces",
            ["Bounces:Imap:Password"] = "secret",
        };

    private static Dictionary<string, string?> With(params (string Key, string Value)[] changes)
    {
        var settings = new Dictionary<string, string?>(Good);
        foreach (var (key, value) in changes)
        {
            settings[key] = value;
        }

        return settings;
    }

    private static DispatcherSettings Read(Dictionary<string, string?> values, string root = "/tmp")
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        return SettingsCheck.Read(configuration, configuration.GetChildren().Select(section => section.Key), root);
    }
}
