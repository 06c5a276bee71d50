using System.CommandLine;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Commands;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Tests.Support;
using Spectre.Console;

namespace Newsletter.Dispatcher.Tests.Commands.Issues;

[TestFixture, Integration]
internal sealed class IssueCommandTests
{
    private readonly TestFolder _root = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    [SetUp]
    public void Install()
    {
        _root.Write("appsettings.json", File.ReadAllText(Path.Combine(Corpora.Repository(), "appsettings.json")));
        _root.CopyTemplates();
    }

    [TearDown]
    public void Delete() => _root.Dispose();

    [Test]
    public async Task A_new_issue_is_a_draft_without_errors()
    {
        var status = await RunAsync("issue", "new", "Why the \"river\" moved: \\ part 1", "--date", "2026-11-24");

        var reading = new IssueFolder(_root.File("issues")).Read().Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Is.Zero);
            Assert.That(
                _output.ToString(),
                Is.EqualTo(
                    "Made issues/2026-11-24-why-the-river-moved-part-1.md. Write it, then: dispatcher issue check "
                        + "2026-11-24-why-the-river-moved-part-1.md\n"
                )
            );
            Assert.That(reading.Problems, Is.Empty);
            Assert.That(
                reading.Issue,
                Has.Property("Title")
                    .EqualTo("Why the \"river\" moved: \\ part 1")
                    .And.Property("Date")
                    .EqualTo(new DateOnly(2026, 11, 24))
                    .And.Property("Status")
                    .EqualTo(IssueStatus.Draft)
            );
        }
    }

    [Test]
    public async Task A_new_issue_never_overwrites()
    {
        _root.Write("issues/river.md", "mine");

        var status = await RunAsync("issue", "new", "River", "--date", "any");

        Assert.That(status, Is.EqualTo(1));
        Assert.That(await File.ReadAllTextAsync(_root.File("issues/river.md")), Is.EqualTo("mine"));
        Assert.That(
            _error.ToString(),
            Is.EqualTo("issues/river.md is there already; give another title or --date, or edit that file.\n")
        );
    }

    [Test]
    public async Task A_new_issue_gets_the_next_free_day_and_its_title_needs_no_quotes()
    {
        _root.Write("issues/first.md", "---\ntitle: First\nstatus: ready\n---\nText.\n");

        await RunAsync("issue", "new", "Why", "the", "river", "moved");

        // It is Saturday, 2000-01-01; the first issue takes Monday.
        var made = new IssueFolder(_root.File("issues")).Read()[0].Issue!;
        Assert.That(
            (made.File, made.Title, made.Date),
            Is.EqualTo(("issues/2000-01-04-why-the-river-moved.md", "Why the river moved", new DateOnly(2000, 1, 4)))
        );
    }

    [Test]
    public async Task A_title_without_latin_letters_makes_one_file_a_day()
    {
        await RunAsync("issue", "new", "川が動いた日");
        var status = await RunAsync("issue", "new", "川が動いた日");

        Assert.That(status, Is.Zero, _error.ToString());
        Assert.That(
            new IssueFolder(_root.File("issues")).Read().Select(reading => (reading.Issue!.File, reading.Issue.Title)),
            Is.EqualTo(
                new[] { ("issues/2000-01-03-issue.md", "川が動いた日"), ("issues/2000-01-04-issue.md", "川が動いた日") }
            )
        );
    }

    [Test]
    public async Task A_sunday_is_refused_with_free_days_and_makes_no_file()
    {
        var status = await RunAsync("issue", "new", "River", "--date", "2000-01-02");

        Assert.That(status, Is.EqualTo(1));
        Assert.That(
            _error.ToString(),
            Does.StartWith(
                "Nothing was made: 2000-01-02 is no send day (a Sunday); free days: Mon 2000-01-03, Tue 2000-01-04"
            )
        );
        Assert.That(Directory.Exists(_root.File("issues")), Is.False);
    }

    [TestCase("river")]
    [TestCase("river.md")]
    [TestCase("issues/river")]
    [TestCase("issues/river.md")]
    public async Task Check_finds_an_issue_by_a_short_name(string name)
    {
        _root.Write("issues/river.md", "---\ntitle: A\npreheader: p\n---\nText.\n");

        Assert.That(await RunAsync("issue", "check", name), Is.Zero);
        Assert.That(_output.ToString(), Is.EqualTo("1 issue checked, nothing to fix.\n"));
    }

    [TestCase(" ", "This title cannot be used: title is empty; write the headline of the issue.\n")]
    [TestCase(
        "a\u202Eb",
        "This title cannot be used: title holds the invisible control character U+202E; delete it or write the line "
            + "again.\n"
    )]
    public async Task An_invalid_title_makes_no_file(string title, string expected)
    {
        var status = await RunAsync("issue", "new", title);

        Assert.That(status, Is.EqualTo(2));
        Assert.That(_error.ToString(), Does.StartWith(expected));
        Assert.That(Directory.Exists(Path.Combine(_root.Path, "issues")), Is.False);
    }

    [Test]
    public void An_invalid_date_is_wrong_usage() =>
        Assert.That(
            Cli.Build(Context)
                .Parse(["issue", "new", "A", "--date", "2026-02-30"])
                .Errors.Select(error => error.Message),
            Is.EqualTo([
                "--date 2026-02-30 is no day; write year-month-day, for example 2026-11-24, a weekday (mon), or any.",
            ])
        );

    [Test]
    public async Task Check_prints_errors_first_and_counts()
    {
        _root.Write("issues/a.md", "---\ntitle: A\n---\n[x](http://example.org/)\n");
        _root.Write("issues/b.md", "---\ntitle: B\npreheader: p\nstats: ready\n---\nText.\n");
        _root.Write("issues/c.md", "---\ntitle: C\npreheader: p\n---\nOne ![x](none.png)\n![x](none.png)\n");

        var status = await RunAsync("issue", "check");

        Assert.That(status, Is.EqualTo(1));
        Assert.That(
            _output.ToString(),
            Is.EqualTo(
                """
                issues/b.md:4:1: error: unknown key "stats", did you mean "status"?
                issues/c.md:5:5: error: the image "none.png" cannot be used: there is no such file.
                issues/a.md:2: warning: there is no preheader, so inboxes show the first words of the page instead. Add a line preheader: with one sentence.
                issues/a.md:4:1: warning: the address begins with http:, which is not private; write https: if the site has it.
                3 issues checked: 2 errors, 2 warnings. An issue with an error is not sent.

                """.ReplaceLineEndings("\n")
            )
        );
    }

    [Test]
    public async Task Check_renders_for_a_reader_without_a_name_and_asks_the_queue()
    {
        _root.Write(
            "issues/a.md",
            "---\ntitle: A\npreheader: p\nstatus: ready\ndate: 2000-01-04\n---\n"
                + "Hello {{ subscriber.first_name | string.size > 0 ? subscriber.nick : \"you\" }}.\n"
        );
        _root.Write("issues/b.md", "---\ntitle: B\npreheader: p\nstatus: ready\ndate: 2000-01-04\n---\nText.\n");
        _root.Write("issues/c.md", "---\ntitle: C\npreheader: p\ntemplate: isue\n---\nText.\n");

        var status = await RunAsync("issue", "check");

        Assert.That(status, Is.EqualTo(1));
        Assert.That(
            _output.ToString(),
            Does.Contain("issues/a.md:7:")
                .And.Contain("nick")
                .And.Contain("issues/b.md:5:")
                .And.Contain("2000-01-04")
                .And.Contain("there is no template templates/isue.sbn-html; did you mean issue?")
        );
    }

    [Test]
    public async Task Check_of_one_file_reads_no_other_file()
    {
        _root.Write("issues/a.md", "---\ntitle: A\npreheader: p\n---\nText.\n");
        _root.Write("issues/b.md", "no issue");

        Assert.That(await RunAsync("issue", "check", "a.md"), Is.Zero);
        Assert.That(_output.ToString(), Is.EqualTo("1 issue checked, nothing to fix.\n"));
    }

    [Test]
    public async Task A_preview_shows_the_lines_that_inboxes_show()
    {
        _root.Write(
            "issues/a.md",
            "---\ntitle: A\n# check: off markdown-left\nsubject: For {{ subscriber.first_name }}\n"
                + "preheader: To {{ subscriber.last_name }}\n---\nText **more.\n"
        );

        Assert.That(await RunAsync("issue", "preview", "issues/a.md"), Is.Zero, _error.ToString());
        Assert.That(_output.ToString(), Does.StartWith("Subject: For Ana\nPreheader: To Ruiz\npreview/a.html\n"));
        Assert.That(_error.ToString(), Does.Not.Contain("markdown"), "what is switched off is not said");
    }

    [Test]
    public async Task All_faults_are_found_in_one_pass()
    {
        _root.Write(
            "issues/a.md",
            "---\ntitle: A\nstats: ready\ndate: x\n---\nHello {{ subscriber.frist_name }},\n\n![x](none.png)\n\n"
                + "{{ subscriber.email | }}\n\n[here](https://example.org/)\n"
        );
        _root.Write(
            "issues/b.md",
            "---\ntitle: B\npreheader: p\n---\nHello {{ subscriber.frist_name }} {{ links.mange }},\n\n"
                + "![x](none.png)\n\n[here](/about)\n"
        );

        await RunAsync("issue", "check", "--json");

        Assert.That(NamesOf("a.md"), Is.EquivalentTo(["key-unknown", "key-value", "code-syntax", "link-text-generic"]));
        Assert.That(
            NamesOf("b.md"),
            Is.EquivalentTo(["code-name", "code-name", "image-missing", "link-no-scheme", "link-text-generic"])
        );
    }

    [Test]
    public async Task A_finding_that_is_no_error_can_be_switched_off()
    {
        _root.Write(
            "issues/a.md",
            "---\n# check: off link-text-generic, preheader-missing\n# check: off code-name link-text-generik\n"
                + "title: A\n---\n[here](https://example.org/) {{ subscriber.x }}\n"
        );

        await RunAsync("issue", "check", "--json");

        Assert.That(NamesOf("a.md"), Is.EquivalentTo(["code-name", "check-off", "check-off"]));
        Assert.That(
            _output.ToString(),
            Does.Contain("code-name is an error, which cannot be switched off; fix it.")
                .And.Contain("did you mean link-text-generic?")
        );
    }

    [Test]
    public async Task Hints_are_counted_and_other_files_are_named()
    {
        _root.Write("issues/a.md", "---\ntitle: A\npreheader: p\n---\nGood morning Ana,\n\nText.\n");
        _root.Write("issues/b.markdown", "---\ntitle: A\n---\nText.\n");

        Assert.That(await RunAsync("issue", "check"), Is.Zero);
        Assert.That(
            _output.ToString(),
            Does.Contain("issues/a.md:5:14: hint: every reader is greeted as Ana;")
                .And.Contain("issues/b.markdown: warning: only files whose names end in .md are issues")
                .And.EndWith("\n1 issue checked: 1 warning, 1 hint, no errors.\n")
        );
    }

    private List<string> NamesOf(string file) =>
        [
            .. _output
                .ToString()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement)
                .Where(one => one.GetProperty("file").GetString() == $"issues/{file}")
                .Select(one => one.GetProperty("name").GetString()!),
        ];

    [Test]
    public async Task Warnings_alone_are_no_failure()
    {
        _root.Write("issues/a.md", "---\ntitle: A\n---\nText.\n");

        Assert.That(await RunAsync("issue", "check"), Is.Zero);
        Assert.That(_output.ToString(), Does.EndWith("\n1 issue checked: 1 warning, no errors.\n"));
    }

    [Test]
    public async Task Check_with_json_prints_one_object_a_line()
    {
        _root.Write("issues/a.md", "---\ntitle: A\npreheader: p\ndate: x\n---\nText.\n");

        Assert.That(await RunAsync("issue", "check", "--json"), Is.EqualTo(1));
        Assert.That(
            _output.ToString(),
            Is.EqualTo(
                """{"severity":"error","name":"key-value","file":"issues/a.md","line":4,"column":"""
                    + """7,"message":"date is \"x\"; """
                    + """write year-month-day, for example 2026-11-24."}"""
                    + "\n"
            )
        );
    }

    [Test]
    public async Task An_empty_folder_of_issues_is_reported_with_what_to_do()
    {
        Assert.That(await RunAsync("issue", "check"), Is.Zero);
        Assert.That(
            _output.ToString(),
            Is.EqualTo("There are no issues in issues/. Make one: dispatcher issue new \"A title\"\n")
        );
    }

    private CommandContext Context =>
        new(
            _root.Path,
            new FakeTimeProvider(),
            new Terminal(
                AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_output) }),
                _output,
                _error
            )
        );

    private Task<int> RunAsync(params string[] words) =>
        Cli.Build(Context).Parse(words).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
}
