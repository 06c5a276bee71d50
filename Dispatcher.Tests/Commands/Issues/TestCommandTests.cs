using System.Text.Json;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Commands.Issues;

[TestFixture, Integration]
internal sealed class TestCommandTests
{
    private readonly CommandRun _run = new();
    private ScriptedSmtpServer _server = null!;

    [SetUp]
    public void Install()
    {
        _server = ScriptedSmtpServer.Start();
        _run.CopyTemplates();
        _run.Write(
            "issues/river.md",
            "---\ntitle: The river\npreheader: What moved\n---\n"
                + "Hello {{ subscriber.first_name | default \"you\" }}, [leave]({{ links.manage }}).\n"
        );
        _run.Write(
            "appsettings.json",
            $$"""
            {
              "Newsletter": {
                "Name": "The Letter", "From": "letter@example.com", "PostalAddress": "1 Harbour Street",
                "BaseUrl": "https://letter.example.com", "TimeZone": "Europe/Berlin"
              },
              "Delivery": { "Method": "smtp" },
              "Relays": [ { "Host": "127.0.0.1", "Port": {{_server.Port}}, "Security": "none" } ],
              "Storage": { "ConnectionString": "Data Source={{_run.File("dispatcher.db")}};Pooling=False" }
            }
            """
        );
    }

    [TearDown]
    public async Task Delete()
    {
        await _server.DisposeAsync();
        _run.Dispose();
    }

    [Test]
    public async Task Each_address_gets_a_copy_as_each_reader_and_the_editor_reads_where_it_went()
    {
        var answer = await _run.RunAsync([
            "issue",
            "test",
            "river",
            "--to",
            "ed@example.org",
            "--to",
            "co@example.org",
            "--as",
            "nameless",
            "--as",
            "auckland",
        ]);

        var mails = _server
            .Messages.Select(message => (To: message.Recipients.Single(), Mail: message.Parse()))
            .ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.Zero, answer.Error);
            Assert.That(
                answer
                    .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => line.Split(" went to ")[0]),
                Is.EqualTo([
                    "A copy for ed@example.org as nameless",
                    "A copy for co@example.org as nameless",
                    "A copy for ed@example.org as auckland",
                    "A copy for co@example.org as auckland",
                ])
            );
            Assert.That(answer.Output, Does.Contain($"127.0.0.1:{_server.Port}"));
            Assert.That(
                mails.Select(mail =>
                    (mail.To, mail.Mail.Subject, mail.Mail.TextBody!.Contains("Hello you", StringComparison.Ordinal))
                ),
                Is.EqualTo(
                    new[]
                    {
                        ("ed@example.org", "[TEST] [nameless] The river", true),
                        ("co@example.org", "[TEST] [nameless] The river", true),
                        ("ed@example.org", "[TEST] [auckland] The river", false),
                        ("co@example.org", "[TEST] [auckland] The river", false),
                    }
                )
            );
            Assert.That(
                mails.Select(mail => mail.Mail.MessageId),
                Is.Unique,
                "inboxes hide a second mail of the same id"
            );
        }
    }

    [Test]
    public async Task The_file_may_stand_behind_the_addresses()
    {
        var answer = await _run.RunAsync("issue", "test", "--to", "ed@example.org", "--as", "nameless", "river");

        Assert.That((answer.Status, _server.AcceptedCount), Is.EqualTo((0, 1)), answer.Error);
    }

    [Test]
    public async Task One_reader_leaves_the_subject_alone()
    {
        await _run.RunAsync("issue", "test", "river", "--to", "ed@example.org", "--to", "ED@example.org");

        Assert.That(_server.Messages.Select(message => message.Parse().Subject), Is.EqualTo(["[TEST] The river"]));
    }

    [Test]
    public async Task The_links_of_a_subscriber_are_in_no_copy_for_somebody_else()
    {
        await _run.RunAsync("subscriber", "add", "lea@example.org", "--first-name", "Lea");
        await _run.RunAsync("issue", "preview", "river", "--as", "lea@example.org");
        var own = await File.ReadAllTextAsync(_run.File("preview/river.txt"));

        await _run.RunAsync("issue", "test", "river", "--to", "ed@example.org", "--as", "lea@example.org");

        var copy = _server.Messages.Single().Parse().TextBody;
        Assert.That(copy, Does.Contain("Hello Lea"));
        Assert.That(own, Does.Match("manage/[^\\s>)]+"));
        Assert.That(copy, Does.Not.Contain(System.Text.RegularExpressions.Regex.Match(own, "manage/[^\\s>)]+").Value));
    }

    [Test]
    public async Task A_refused_copy_fails_and_the_others_go()
    {
        _server.On(
            Stage.Rcpt,
            call => call.Recipient == "ed@example.org" ? SmtpAction.Reply("550 5.1.1 no such user") : null
        );

        var answer = await _run.RunAsync(
            "issue",
            "test",
            "river",
            "--to",
            "ed@example.org",
            "--to",
            "co@example.org",
            "--json"
        );

        var copies = answer
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Select(copy => (copy.GetProperty("to").GetString(), copy.GetProperty("sent").GetBoolean()));
        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(copies, Is.EqualTo(new[] { ("ed@example.org", false), ("co@example.org", true) }));
        Assert.That(answer.Output, Does.Contain("no such user"));
    }

    [Test]
    public async Task Wrong_addresses_and_readers_are_all_named_and_nothing_is_sent()
    {
        var answer = await _run.RunAsync([
            "issue",
            "test",
            "river",
            "--to",
            "ed",
            "--to",
            "co@example.org",
            "--as",
            "namless",
            "--as",
            "x",
        ]);

        Assert.That(answer.Status, Is.EqualTo(2));
        Assert.That(answer.Error, Does.Match("ed .*\n.*\"namless\".*\n.*\"x\".*\n"));
        Assert.That(_server.Received, Is.Empty);
    }

    [Test]
    public async Task More_than_a_few_copies_are_no_test()
    {
        var to = Enumerable.Range(1, 51).SelectMany(i => new[] { "--to", $"reader{i}@example.org" });

        var answer = await _run.RunAsync(["issue", "test", "river", .. to]);

        Assert.That((answer.Status, _server.Received), Is.EqualTo((2, Array.Empty<SmtpMessage>())));
        Assert.That(answer.Error, Does.Contain("50 at most"));
    }

    [Test]
    public async Task An_issue_with_an_error_is_not_sent()
    {
        _run.Write("issues/river.md", "---\ntitle: The river\n---\n{{ for }}\n");

        var answer = await _run.RunAsync("issue", "test", "river", "--to", "ed@example.org");

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(
            answer.Error,
            Does.Contain("issues/river.md:4").And.EndWith("Nothing was sent: the issue has an error.\n")
        );
        Assert.That(_server.Received, Is.Empty);
    }
}
