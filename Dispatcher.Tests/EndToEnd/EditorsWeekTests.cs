using System.Text.Json;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.EndToEnd;

/// <summary>The week of an editor, with the real program: from an empty file to the queue.</summary>
[TestFixture, EndToEnd]
internal sealed partial class EditorsWeekTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task An_issue_is_made_written_checked_fixed_looked_at_tested_and_queued()
    {
        await using var server = ScriptedSmtpServer.Start();
        using var newsletter = new InstalledNewsletter(server.Port);
        await newsletter.ImportAsync(3);

        var made = await MustAsync(newsletter, "issue", "new", "Why", "the", "river", "moved");
        var name = MadeFile.Match(made).Groups[1].Value;
        Assert.That(name, Does.Match("^[0-9-]{10}-why-the-river-moved$"), made);
        var day = name[..10];

        Write("Good morning {{ subscriber.first_name | default \"there\" }},\n\n[the map](javascript:map)", "draft");
        var (status, said) = await newsletter.RunAsync("issue", "check", name);
        Assert.That(status, Is.EqualTo(1));
        Assert.That(said, Does.Contain($"issues/{name}.md:9:1: error: ").And.Contain("1 error"));
        (status, _) = await newsletter.RunAsync("issue", "preview", name);
        Assert.That(status, Is.EqualTo(1), "it is drawn, and the error is told");
        Assert.That(Page(), Does.Contain($"issues/{name}.md, line 9:").And.Contain("This issue cannot be sent yet."));

        Write("Good morning {{ subscriber.first_name | default \"there\" }},\n\nthe river is back.", "draft");
        await MustAsync(newsletter, "issue", "check", name);
        await MustAsync(newsletter, "issue", "preview", name, "--as", "nameless");
        Assert.That(Page(), Does.Contain("Good morning there,").And.Contain("the river is back."));
        Assert.That(File.Exists(Path.Combine(newsletter.Folder, "preview", $"{name}.eml")));

        await using (var watch = newsletter.Start("issue", "watch", name))
        {
            await watch.WaitForTextAsync("Ctrl-C", Patience);
            using var http = new HttpClient { BaseAddress = new Uri(PrintedAddress.Match(watch.Output).Value) };
            using var events = new StreamReader(await http.GetStreamAsync("events"));
            Write("Good morning {{ subscriber.first_name | default \"there\" }},\n\nthe river is gone.", "draft");
            await SeenAsync(http, events, "the river is gone.");
            watch.Send(Signal.Terminate);
            Assert.That(await watch.WaitAsync(Patience), Is.Zero, watch.Error);
        }

        var went = await MustAsync(
            newsletter,
            "issue",
            "test",
            name,
            "--to",
            "ed@example.org",
            "--to",
            "co@example.org"
        );
        Assert.That(went, Does.Contain("A copy for ed@example.org").And.Contain("A copy for co@example.org"));
        Assert.That(
            server.Messages.Select(message => (message.Recipients.Single(), message.Parse().Subject)),
            Is.EqualTo(
                new[]
                {
                    ("ed@example.org", "[TEST] Why the river moved"),
                    ("co@example.org", "[TEST] Why the river moved"),
                }
            )
        );
        Assert.That(server.Messages[0].Parse().TextBody, Does.Contain("the river is gone."));

        Write("Good morning {{ subscriber.first_name | default \"there\" }},\n\nthe river is gone.", "ready");
        var queue = await MustAsync(newsletter, "queue", "--json");
        var row = queue
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Single(line => line.Contains(name, StringComparison.Ordinal));
        Assert.That(row, Does.Contain(day));
        Assert.That(await MustAsync(newsletter, "queue"), Does.Contain("Why the river moved"));

        void Write(string body, string state) =>
            newsletter.Write(
                $"issues/{name}.md",
                $"---\ntitle: Why the river moved\npreheader: Dry\ndate: {day}\nstatus: {state}\n---\n{body}\n"
            );

        string Page() => File.ReadAllText(Path.Combine(newsletter.Folder, "preview", $"{name}.html"));
    }

    [Test]
    public async Task The_page_is_opened_by_the_desktop_with_its_path_and_through_no_shell()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("The program that opens pages has another name here.");
        }

        using var newsletter = new InstalledNewsletter(port: 25);
        newsletter.Write(
            "bin/xdg-open",
            "#!/bin/sh\nprintf '%s|%s' \"$#\" \"$1\" > opened.part && mv opened.part opened\n"
        );
        TestFolder.LetAnybody(Path.Combine(newsletter.Folder, "bin", "xdg-open"));
        var environment = new Dictionary<string, string?>
        {
            ["PATH"] = $"{Path.Combine(newsletter.Folder, "bin")}:{Environment.GetEnvironmentVariable("PATH")}",
        };

        await using var preview = DispatcherProcess.Start(
            newsletter.Folder,
            ["issue", "preview", "news", "--out", "a $(touch b) 'c'", "--open"],
            environment
        );
        Assert.That(await preview.WaitAsync(Patience), Is.Zero, preview.Error);

        using var late = new CancellationTokenSource(Patience);
        var opened = Path.Combine(newsletter.Folder, "opened");
        while (!File.Exists(opened))
        {
            await Task.Delay(5, late.Token);
        }

        Assert.That(
            await File.ReadAllTextAsync(opened),
            Is.EqualTo($"1|{Path.Combine(newsletter.Folder, "a $(touch b) 'c'", "news.html")}")
        );
        Assert.That(File.Exists(Path.Combine(newsletter.Folder, "b")), Is.False);
    }

    [Test]
    public async Task A_desktop_that_opens_nothing_is_told_with_the_path()
    {
        using var newsletter = new InstalledNewsletter(port: 25);
        Directory.CreateDirectory(Path.Combine(newsletter.Folder, "bin"));
        await using var preview = DispatcherProcess.Start(
            newsletter.Folder,
            ["issue", "preview", "news", "--open"],
            new Dictionary<string, string?> { ["PATH"] = Path.Combine(newsletter.Folder, "bin") }
        );

        Assert.That(await preview.WaitAsync(Patience), Is.EqualTo(1));
        Assert.That(preview.Output, Does.Contain("preview/news.html"));
        Assert.That(preview.Error, Does.Match("could not be started .*; open .*/preview/news.html yourself.\n"));
    }

    /// <summary>Waits until the page of the watch shows a text.</summary>
    private static async Task SeenAsync(HttpClient http, StreamReader events, string text)
    {
        using var late = new CancellationTokenSource(Patience);
        while (true)
        {
            var state = JsonDocument.Parse(await http.GetStringAsync("state", late.Token)).RootElement;
            if (state.GetProperty("text").GetString()!.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            while (await events.ReadLineAsync(late.Token) is { Length: > 0 }) { }
        }
    }

    private static async Task<string> MustAsync(InstalledNewsletter newsletter, params string[] words)
    {
        var (status, output) = await newsletter.RunAsync(words);
        Assert.That(status, Is.Zero, output);
        return output;
    }

    [GeneratedRegex(@"Made issues/(\S+)\.md\.")]
    private static partial Regex MadeFile { get; }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+/[0-9a-f]{32}/")]
    private static partial Regex PrintedAddress { get; }
}
