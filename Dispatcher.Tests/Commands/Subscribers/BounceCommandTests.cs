using System.Text;
using Newsletter.Dispatcher.Tests.Bounces.Report;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Subscribers;

[TestFixture, Integration]
internal sealed class BounceCommandTests
{
    private readonly CommandRun _run = new();

    [TearDown]
    public void Clean() => _run.Dispose();

    [Test]
    public async Task JSON_output_has_an_object_for_each_mail()
    {
        Write("mails/1.eml", "exim rcpt");
        Write("mails/2.eml", "vacation");

        Assert.That(
            await _run.RunAsync("bounce", "read", "mails", "--json"),
            Is.EqualTo(
                new CommandAnswer(
                    0,
                    """
                    {"file":"mails/1.eml","kind":"bounce","results":[{"recipient":"ana@example.org","status":"5.1.1",
                    "reply":"550 5.1.1 <ana@example.org>: Recipient address rejected: User unknown",
                    "reason":"user-unknown","hard":true}],"message_id":"b1@mx.example.org",
                    "original_message_id":"d7.s42@news.example","sent_to":["bounces+t0k3n@news.example"]}
                    """.ReplaceLineEndings("")
                        + "\n"
                        + """
                        {"file":"mails/2.eml","kind":"autoreply","results":[],"message_id":null,
                        "original_message_id":null,"sent_to":["daily@news.example"]}
                        """.ReplaceLineEndings("")
                        + "\n",
                    ""
                )
            )
        );
    }

    [Test]
    public async Task Plain_output_is_a_table()
    {
        Write("1.eml", "gmail over quota");

        Assert.That(
            await _run.RunAsync("bounce", "read", "1.eml"),
            Has.Property("Status").EqualTo(0).And.Property("Output").Contains("mailbox-full")
        );
    }

    [Test]
    public async Task A_missing_file_does_not_stop_the_others()
    {
        Write("1.eml", "exim rcpt");

        var answer = await _run.RunAsync("bounce", "read", "none.eml", "1.eml", "--json");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(1));
            Assert.That(answer.Error, Does.StartWith("none.eml could not be read:"));
            Assert.That(answer.Output, Does.Contain("\"file\":\"1.eml\""));
        }
    }

    [Test]
    public async Task Only_the_start_of_a_large_file_is_read_and_the_output_says_so()
    {
        _run.Write("big.eml", Sample("exim rcpt") + new string('x', 5_000_000));

        Assert.That(
            await _run.RunAsync("bounce", "read", "big.eml", "--json"),
            Has.Property("Error")
                .Contains("big.eml is larger than 1 MiB")
                .And.Property("Output")
                .Contains("user-unknown")
        );
    }

    [Test]
    public async Task Processing_needs_a_return_path()
    {
        Write("1.eml", "exim rcpt");

        Assert.That(
            await _run.RunAsync("bounce", "process", "1.eml"),
            Has.Property("Status")
                .EqualTo(2)
                .And.Property("Error")
                .StartsWith("Bounces:ReturnPath is not set, so no mail says for certain whose it is")
        );
        Assert.That(
            (await _run.RunAsync("bounce", "process", "-")).Status,
            Is.EqualTo(75),
            "a mail server keeps it until that is fixed"
        );
    }

    [Test]
    public async Task A_bounce_without_proof_changes_nothing_and_is_no_failure()
    {
        Write("1.eml", "exim rcpt");
        var settings = await File.ReadAllTextAsync(_run.File("appsettings.json"));
        _run.Write(
            "appsettings.json",
            settings.Insert(
                settings.IndexOf('{', StringComparison.Ordinal) + 1,
                """ "Bounces": { "ReturnPath": "bounces+{token}@example.com" }, """
            )
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _run.RunAsync("bounce", "process", "1.eml", "--json"),
                Is.EqualTo(new CommandAnswer(0, """{"file":"1.eml","outcome":"not-ours"}""" + "\n", ""))
            );
            Assert.That((await _run.RunAsync("bounce", "process", "none.eml")).Status, Is.EqualTo(1));
            Assert.That(
                (await _run.RunAsync("bounce", "process", "none.eml", "-")).Status,
                Is.EqualTo(75),
                "a mail server keeps what it could not hand over"
            );
        }
    }

    private void Write(string name, string sample) => _run.Write(name, Sample(sample));

    private static string Sample(string name) =>
        Encoding.UTF8.GetString(BounceSamples.All.First(sample => sample.Name == name).Bytes);
}
