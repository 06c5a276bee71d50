using Microsoft.Extensions.Configuration;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Settings;

/// <summary>Each setting is shown with where it came from, and no secret ever.</summary>
[TestFixture, Integration]
internal sealed class SettingsInForceTests
{
    private const string Good = """
        {
          "Newsletter": {
            "Name": "The Letter", "From": "letter@example.com", "PostalAddress": "1 Harbour Street; Berlin",
            "BaseUrl": "https://letter.example.com", "TimeZone": "Europe/Berlin", "SendAt": "05:30",
            "Days": ["Mon", "Wed"], "AnnualPrice": "€60"
          },
          "Delivery": { "Method": "smtp", "PerDomain": { "gmail.com": "5" } },
          "Relays": [
            { "Host": "smtp.example.org", "UserName": "letter", "Password": "SECRET-relay" },
            { "Host": "smtp2.example.org" }
          ],
          "Bounces": {
            "ReturnPath": "b+{token}@example.com",
            "Imap": { "Host": "imap.example.com", "UserName": "b", "Password": "SECRET-imap" },
            "Postmark": { "User": "p", "Password": "SECRET-postmark" },
            "Mailgun": { "SigningKey": "SECRET-mailgun-0123456789abcdef" }
          },
          "Storage": { "ConnectionString": "Data Source=dispatcher.db" },
          "Web": { "ApiKey": "SECRET-0123456789-0123456789-0123456789" },
          "Stripe": { "SecretKey": "SECRET-stripe", "WebhookSecret": "SECRET-hook", "Price": "price_1" },
          "Alerts": { "Webhook": "https://hooks.example.com/SECRET-alert",
            "Heartbeat": "https://beat.example.com/SECRET-beat" }
        }
        """;

    private TestFolder _folder = null!;

    [SetUp]
    public void Open()
    {
        _folder = new();
        _folder.Write("appsettings.json", Good);
    }

    [TearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public void A_setting_says_where_it_came_from()
    {
        var settings = Read();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Of(settings, "Newsletter:SendAt"), Is.EqualTo(("05:30", "appsettings.json")));
            Assert.That(Of(settings, "Newsletter:Deadline"), Is.EqualTo(("07:00", "default")));
            Assert.That(Of(settings, "Newsletter:Days:1"), Is.EqualTo(("Wed", "appsettings.json")));
            Assert.That(Of(settings, "Delivery:Retry:FirstDelay"), Is.EqualTo(("00:05:00", "default")));
            Assert.That(Of(settings, "Delivery:OnUncertain"), Is.EqualTo(("resend", "default")));
            Assert.That(Of(settings, "Delivery:PerDomain:gmail.com"), Is.EqualTo(("5", "appsettings.json")));
            Assert.That(Of(settings, "Relays:1:Port"), Is.EqualTo(("587", "default")));
            Assert.That(Of(settings, "Look:Width").Source, Is.EqualTo("default"));
        }
    }

    [Test]
    public void The_environment_wins_over_a_file()
    {
        const string name = "Newsletter__CatchUpUntil";
        Environment.SetEnvironmentVariable(name, "11:15");
        try
        {
            Assert.That(
                Of(Read(), "Newsletter:CatchUpUntil"),
                Is.EqualTo(("11:15", "environment variable Newsletter__CatchUpUntil"))
            );
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Test]
    public void No_secret_is_in_it()
    {
        var settings = Read().InForce;

        Assert.That(settings.Select(one => one.ToString()).Where(text => text.Contains("SECRET")), Is.Empty);
        Assert.That(
            settings.Where(one => one is { IsSecret: true, IsSet: true }).Select(one => one.Name),
            Is.EquivalentTo([
                "Relays:0:Password",
                "Bounces:Imap:Password",
                "Bounces:Postmark:Password",
                "Bounces:Mailgun:SigningKey",
                "Web:ApiKey",
                "Stripe:SecretKey",
                "Stripe:WebhookSecret",
                "Alerts:Webhook",
                "Alerts:Heartbeat",
            ])
        );
    }

    /// <summary>A reader that asks for NAME and NAMEFile reads a secret: each of them is known to this test.</summary>
    [Test]
    public void Every_setting_that_can_be_in_a_file_of_its_own_is_a_secret()
    {
        var asked = new AskedConfiguration(
            new ConfigurationBuilder().AddJsonFile(_folder.File("appsettings.json")).Build()
        );
        SettingsCheck.Read(asked, [], _folder.Path);
        var byFile = asked.Asked.Where(path => asked.Asked.Contains(path + "File")).ToHashSet();

        Assert.That(
            Read().InForce.Where(one => byFile.Contains(one.Name) && !one.IsSecret).Select(one => one.Name),
            Is.Empty
        );
        Assert.That(byFile, Has.Count.GreaterThanOrEqualTo(9));
    }

    [Test]
    public void A_password_in_a_connection_string_and_in_an_address_is_left_out()
    {
        var root = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Storage:ConnectionString"] = "Host=db;Username=u;Password=SECRET;PWD=SECRET",
                    ["Web:Proxy"] = "http://me:SECRET@proxy:8080/x",
                }
            )
            .Build();

        var shown = SettingsInForce.Of(root, ["Storage:ConnectionString", "Web:Proxy"], Read());

        Assert.That(
            shown.Select(one => one.Value),
            Is.EqualTo(["Host=db;Username=u;Password=…;PWD=…", "http://…@proxy:8080/x"])
        );
    }

    [Test]
    public void What_changed_since_the_start_is_named_secrets_too()
    {
        var before = Read().InForce;
        var same = SettingsNow.Read(new(_folder.Path), before);
        _folder.Write(
            "appsettings.json",
            Good.Replace("05:30", "05:45", StringComparison.Ordinal)
                .Replace("SECRET-imap", "SECRET-other", StringComparison.Ordinal)
                .Replace(
                    ", \"AnnualPrice\": \"€60\"",
                    ", \"AnnualPrice\": \"€60\", \"TrialDays\": 7",
                    StringComparison.Ordinal
                )
        );

        var now = SettingsNow.Read(new(_folder.Path), before);

        Assert.That((same.Problems.Count, same.Changed.Count), Is.EqualTo((0, 0)));
        Assert.That(now.Changed, Is.EqualTo(["Bounces:Imap:Password", "Newsletter:SendAt", "Newsletter:TrialDays"]));
    }

    [Test]
    public void What_a_start_would_refuse_is_shown()
    {
        var before = Read().InForce;
        _folder.Write("appsettings.json", Good.Replace("05:30", "half past five", StringComparison.Ordinal));

        Assert.That(
            SettingsNow.Read(new(_folder.Path), before).Problems,
            Has.Some.Contains("Newsletter:SendAt is \"half past five\"")
        );
    }

    private DispatcherSettings Read() => SettingsFiles.Read(_folder.Path);

    private static (string? Value, string Source) Of(DispatcherSettings settings, string name)
    {
        var found = settings.InForce.Single(one => one.Name == name);
        return (found.Value, found.Source);
    }
}
