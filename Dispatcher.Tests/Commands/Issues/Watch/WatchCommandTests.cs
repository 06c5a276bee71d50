using System.Net;
using System.Text.Json;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Issues.Watch;

[TestFixture, Integration]
internal sealed class WatchCommandTests
{
    [Test]
    public async Task A_save_is_told_and_the_new_picture_is_there([Values] bool isByRename)
    {
        await using var watch = await RunningWatch.StartAsync("The old words.");
        await watch.StateAsync(state => Text(state).Contains("The old words.", StringComparison.Ordinal));

        if (isByRename)
        {
            watch.SaveByRename("The new words.");
        }
        else
        {
            watch.Save("The new words.");
        }

        await watch.StateAsync(state => Text(state).Contains("The new words.", StringComparison.Ordinal));
        Assert.That(await watch.MailAsync(), Does.Contain("The new words.").And.Not.Contain("The old words."));
        Assert.That(await watch.StopAsync(), Is.Zero);
    }

    [Test]
    public async Task While_the_file_is_broken_the_last_picture_stays_with_the_findings_beside_it()
    {
        await using var watch = await RunningWatch.StartAsync("The good words.");

        watch.Save("The bad words {{ for }}.", keys: "stats: ready\n");

        var broken = await watch.StateAsync(state => !state.GetProperty("isCurrent").GetBoolean());
        var findings = broken.GetProperty("findings").EnumerateArray().ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await watch.MailAsync(), Does.Contain("The good words."));
            Assert.That(
                findings.Select(one => (one.GetProperty("severity").GetString(), one.GetProperty("line").GetInt32())),
                Has.Member(("error", 4))
            );
            Assert.That(findings[0].GetProperty("excerpt").GetString(), Is.EqualTo("stats: ready"));
        }

        watch.Save("The mended words.");
        var good = await watch.StateAsync(state => state.GetProperty("isCurrent").GetBoolean());
        Assert.That(Text(good), Does.Contain("The mended words."));
        Assert.That(good.GetProperty("findings").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task A_file_that_is_broken_from_the_start_is_drawn_with_its_findings()
    {
        await using var watch = await RunningWatch.StartAsync("First.\n\nBad {{ for }}.");

        var state = await watch.StateAsync(_ => true);

        Assert.That(state.GetProperty("isSketch").GetBoolean());
        Assert.That(await watch.MailAsync(), Does.Contain("First.").And.Contain("issues/river.md, line 7:"));
    }

    [Test]
    public async Task An_image_and_a_template_that_are_saved_change_the_picture()
    {
        var picture = Given.Png;
        await using var watch = await RunningWatch.StartAsync("![A map](map.png)");
        await watch.StateAsync(state => state.GetProperty("isSketch").GetBoolean());

        await File.WriteAllBytesAsync(watch.Folder.File("issues/map.png"), picture);
        await watch.StateAsync(state => !state.GetProperty("isSketch").GetBoolean());
        Assert.That(await watch.MailAsync(), Does.Contain("data:image/png;base64,"));

        watch.Folder.Write("templates/issue.sbn-html", "<body>My own look: {{ issue.body }}</body>");
        await watch.StateAsync(state => state.GetProperty("kilobytes").GetInt32() == 0);
        Assert.That(await watch.MailAsync(), Does.Contain("My own look"));
    }

    [Test]
    public async Task The_mail_is_shown_in_each_look_and_as_each_reader()
    {
        await using var watch = await RunningWatch.StartAsync(
            "Hello {{ subscriber.first_name | default \"you\" }}.",
            "--as",
            "nameless"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await watch.MailAsync(reader: "nobody"), Does.Contain("Hello you."), "the one of --as");
            Assert.That(await watch.MailAsync(reader: "auckland"), Does.Contain("Hello Hana."));
            Assert.That(
                await watch.MailAsync("light"),
                Does.Contain("(max-width: 0px)").And.Contain("target=\"_blank\"")
            );
            Assert.That(await watch.MailAsync("dark"), Does.Contain("(min-width: 0px)"));
            Assert.That(await watch.MailAsync("unstyled"), Does.Not.Contain("<style"));
        }

        var state = await watch.StateAsync(_ => true);
        var phone = state.GetProperty("inbox")[0];
        Assert.That(
            (
                phone.GetProperty("from").GetString(),
                phone.GetProperty("subject").GetProperty("shown").GetString(),
                phone.GetProperty("preheader").GetProperty("shown").GetString()
            ),
            Is.EqualTo(("The Letter", "The river", "What moved"))
        );
    }

    [Test]
    public async Task Another_host_a_wrong_secret_and_a_change_are_refused()
    {
        await using var watch = await RunningWatch.StartAsync("Text.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await StatusAsync("", host: "letter.example.com"),
                Is.EqualTo(HttpStatusCode.MisdirectedRequest)
            );
            Assert.That(
                await StatusAsync("state", host: "evil.example"),
                Is.EqualTo(HttpStatusCode.MisdirectedRequest)
            );
            Assert.That(await StatusAsync("/"), Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(await StatusAsync($"/{new string('0', 32)}/state"), Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(await StatusAsync("mail/none"), Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(await StatusAsync("", method: HttpMethod.Post), Is.EqualTo(HttpStatusCode.MethodNotAllowed));
            Assert.That(await StatusAsync(""), Is.EqualTo(HttpStatusCode.OK));
        }

        async Task<HttpStatusCode> StatusAsync(string path, string? host = null, HttpMethod? method = null)
        {
            using var answer = await watch.AskAsync(path, host, method);
            return answer.StatusCode;
        }
    }

    [TestCase("", "default-src 'none'; style-src 'self'; script-src 'self'")]
    [TestCase(
        "mail/light",
        "default-src 'none'; style-src 'unsafe-inline'; img-src data: https: http:; base-uri 'none'"
    )]
    [TestCase("mail/images-off", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'")]
    public async Task No_answer_may_run_what_is_in_a_mail_or_tell_its_address(string path, string policy)
    {
        await using var watch = await RunningWatch.StartAsync("Text.");
        using var answer = await watch.AskAsync(path);

        var said = answer.Headers.GetValues("Content-Security-Policy").Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(said, Does.StartWith(policy));
            Assert.That(answer.Headers.GetValues("Referrer-Policy"), Is.EqualTo(["no-referrer"]));
            Assert.That(answer.Headers.GetValues("Cross-Origin-Resource-Policy"), Is.EqualTo(["same-origin"]));
            Assert.That(
                said.Contains(
                    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox",
                    StringComparison.Ordinal
                ),
                Is.EqualTo(path.Length > 0)
            );
        }
    }

    [Test]
    public async Task Nothing_is_written_and_no_link_of_a_reader_works()
    {
        await using var watch = await RunningWatch.StartAsync("[Mine]({{ links.manage }})");
        Assert.That(await watch.MailAsync(), Does.Contain("/manage/"));

        Assert.That(
            Directory.EnumerateFileSystemEntries(watch.Folder.Path).Select(Path.GetFileName),
            Is.EquivalentTo(["appsettings.json", "issues", "templates"]),
            "neither a database nor a key"
        );
    }

    [Test]
    public async Task A_port_that_is_taken_is_said_in_one_line()
    {
        await using var first = await RunningWatch.StartAsync("Text.");
        using var run = new CommandRun();
        run.CopyTemplates();
        run.Write("issues/a.md", "---\ntitle: A\n---\nText.\n");

        var answer = await run.RunAsync(
            "issue",
            "watch",
            "a",
            "--port",
            first.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );

        Assert.That((answer.Status, answer.Output), Is.EqualTo((1, "")));
        Assert.That(
            answer.Error,
            Is.EqualTo(
                $"Port {first.Address.Port} on this machine cannot be listened on, because another program has it. "
                    + "Give another --port, or none.\n"
            )
        );
    }

    [TestCase("none.md", "there is no such file")]
    [TestCase("../secret.md", "the file is not in issues/")]
    public async Task A_file_that_is_not_there_is_said(string file, string said)
    {
        using var run = new CommandRun();

        var answer = await run.RunAsync("issue", "watch", file);

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(answer.Error, Does.Contain(said));
    }

    private static string Text(JsonElement state) => state.GetProperty("text").GetString()!;
}
