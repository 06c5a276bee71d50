using System.Net;
using System.Runtime.Versioning;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>It is Monday, 23 November 2026, 09:00 in Berlin; the service watches since then.</summary>
[TestFixture, Integration]
internal sealed class QueuePageTests
{
    private const string Ready = "title: The river\nstatus: ready\ndate: 2026-11-24";

    [Test]
    public async Task The_calendar_shows_issues_drafts_gaps_and_readers()
    {
        await using var desk = await DeskSite.OpenAsync(
            newsletter: NewsletterSample.Settings() with
            {
                Holidays = new HashSet<DateOnly> { new(2026, 11, 26) },
            }
        );
        await WriteAsync(desk, "river", Ready);
        await WriteAsync(desk, "floating", "title: Floats\nstatus: ready");
        await WriteAsync(desk, "draft", "title: A sketch\nstatus: draft\ndate: 2026-11-27");
        await WriteAsync(desk, "undated", "title: No day\nstatus: draft");
        await WriteAsync(desk, "rival", "title: The rival\nstatus: ready\ndate: 2026-11-24");
        await desk.Host.AddAsync("ana@example.org");
        using var writer = desk.As(Role.Writer);

        var page = await writer.PageAsync("desk/queue");

        Assert.That(Day(page, "2026-11-24"), Does.Contain("The river").And.Contain("pinned").And.Contain("1 reader"));
        Assert.That(Day(page, "2026-11-24"), Does.Contain("The rival").And.Contain("cannot have this day"));
        Assert.That(Day(page, "2026-11-25"), Does.Contain("Floats").And.Contain("next free day"));
        Assert.That(Day(page, "2026-11-26"), Does.Contain("holiday"));
        Assert.That(Day(page, "2026-11-27"), Does.Contain("A sketch").And.Contain("draft").And.Contain("nothing yet"));
        Assert.That(page[page.IndexOf("Other drafts", StringComparison.Ordinal)..], Does.Contain("No day"));
        Assert.That(page, Does.Contain("2026-11-24 is taken by issues/rival.md"));
        Assert.That(page, Does.Not.Contain("<form"), "a writer changes nothing here");
    }

    [Test]
    public async Task An_editor_moves_an_issue_and_the_audit_has_it()
    {
        await using var desk = await DeskSite.OpenAsync();
        await WriteAsync(desk, "river", Ready);
        using var editor = desk.As(Role.Editor);

        var answer = await PostAsync(desk, editor, "Move", "river", "2026-11-27");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(answer.Headers.Location!.OriginalString, Does.EndWith("/desk/queue"));
        Assert.That(await ReadAsync(desk, "river"), Does.Contain("date: 2026-11-27\n"));
        var page = await editor.PageAsync("desk/queue");
        Assert.That(page, Does.Contain("&quot;The river&quot; is on Friday, 27 November now."));
        Assert.That(Day(page, "2026-11-27"), Does.Contain("The river"));
        Assert.That(
            await desk.Host.RowAsync<(string, string, string)>("SELECT action, subject, details FROM audit"),
            Is.EqualTo(("issue.move", "issue:river", "2026-11-24 -> 2026-11-27, version 2"))
        );
    }

    [TestCase(
        "Float",
        "title: The river\nstatus: ready\ndate: 2026-11-24",
        "title: The river\nstatus: ready",
        "issue.float"
    )]
    [TestCase("Release", "title: The river\nstatus: draft", "title: The river\nstatus: ready", "issue.release")]
    [TestCase("TakeBack", "title: The river\nstatus: ready", "title: The river\nstatus: draft", "issue.take-back")]
    public async Task The_other_changes_are_one_line_of_the_file(
        string handler,
        string before,
        string after,
        string action
    )
    {
        await using var desk = await DeskSite.OpenAsync();
        await WriteAsync(desk, "river", before);
        using var editor = desk.As(Role.Editor);

        var answer = await PostAsync(desk, editor, handler, "river");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(await ReadAsync(desk, "river"), Is.EqualTo($"---\n{after}\n---\nText.\n"));
        Assert.That(await desk.Host.ScalarAsync<string>("SELECT action FROM audit"), Is.EqualTo(action));
    }

    [TestCase(Role.Writer)]
    [TestCase(Role.Support)]
    [TestCase(Role.Operator)]
    public async Task Who_may_not_release_cannot_post_the_editors_form(Role role)
    {
        await using var desk = await DeskSite.OpenAsync();
        await WriteAsync(desk, "river", Ready);
        using var person = desk.As(role);

        foreach (var handler in new[] { "Move", "Float", "Release", "TakeBack" })
        {
            var answer = await PostAsync(desk, person, handler, "river", "2026-11-27");

            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), handler);
        }

        Assert.That(await ReadAsync(desk, "river"), Does.Contain(Ready));
    }

    [Test]
    public async Task Of_two_editors_who_saw_the_same_page_the_second_is_told()
    {
        await using var desk = await DeskSite.OpenAsync();
        await WriteAsync(desk, "river", Ready);
        using var editor = desk.As(Role.Editor);
        var seen = Hash(desk, "river");
        await PostAsync(desk, editor, "Move", "river", "2026-11-27");

        var answer = await PostAsync(desk, editor, "Move", "river", "2026-11-25", seen);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(
            await answer.Content.ReadAsStringAsync(),
            Does.Contain("Somebody changed issues/river.md since this page was loaded.").And.Contain("<h1>Queue</h1>")
        );
        Assert.That(await ReadAsync(desk, "river"), Does.Contain("date: 2026-11-27\n"));
    }

    [TestCase("2026-11-28", "2026-11-28 is no send day (a Saturday); free days: ")]
    [TestCase("2026-11-25", "2026-11-25 is taken by issues/other.md; free days: ")]
    [TestCase("2026-11-20", "2026-11-20 is in the past; free days: ")]
    [TestCase("soon", "choose a day, for example 2026-11-24.")]
    [TestCase("", "choose a day, for example 2026-11-24.")]
    public async Task A_day_that_cannot_be_had_is_refused_with_days_that_can(string date, string why)
    {
        await using var desk = await DeskSite.OpenAsync();
        await WriteAsync(desk, "river", Ready);
        await WriteAsync(desk, "other", "title: Other\ndate: 2026-11-25");
        using var editor = desk.As(Role.Editor);

        var answer = await PostAsync(desk, editor, "Move", "river", date);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain($"Nothing was moved: {why}"));
        Assert.That(await ReadAsync(desk, "river"), Does.Contain("date: 2026-11-24\n"));
    }

    [Test]
    public async Task A_draft_that_cannot_be_sent_is_not_released()
    {
        await using var desk = await DeskSite.OpenAsync();
        await WriteAsync(desk, "river", "title: The river\nstatus: draft\ntemplate: nowhere");
        using var editor = desk.As(Role.Editor);

        var answer = await PostAsync(desk, editor, "Release", "river");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(
            await answer.Content.ReadAsStringAsync(),
            Does.Contain("Nothing was released, because the issue cannot be sent: issues/river.md:4")
        );
        Assert.That(await ReadAsync(desk, "river"), Does.Contain("status: draft"));
    }

    [TestCase("../../etc/passwd")]
    [TestCase("nobody")]
    [TestCase("")]
    public async Task An_issue_that_is_not_there_is_named_as_such(string slug)
    {
        await using var desk = await DeskSite.OpenAsync();
        using var editor = desk.As(Role.Editor);

        var answer = await PostAsync(desk, editor, "Move", slug, "2026-11-25", "x");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Nothing was moved: there is no issue"));
    }

    [Test, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public async Task A_folder_that_cannot_be_written_changes_nothing_and_says_so()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("Root may write everywhere; IssueFilesTests fill a disk instead.");
        }

        await using var desk = await DeskSite.OpenAsync();
        await WriteAsync(desk, "river", Ready);
        var folder = Folder(desk).Issues;
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var editor = desk.As(Role.Editor);

        var answer = await PostAsync(desk, editor, "Move", "river", "2026-11-27");
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Assert.That(
            await answer.Content.ReadAsStringAsync(),
            Does.Contain("issues/river.md was not changed: the folder issues/")
        );
    }

    [Test]
    public async Task An_issue_that_went_out_stands_on_its_day_and_is_not_changed()
    {
        await using var desk = await DeskSite.OpenAsync();
        await WriteAsync(desk, "river", Ready);
        await using (var connection = await desk.Host.Database.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO dispatches (kind, slot_date, issue_slug, title, state, slot_at, cut_off_at, created_at)
                VALUES ('issue', '2026-11-20', 'river', 'The river', 'done', 0, 0, 0)
                """
            );
        }

        using var editor = desk.As(Role.Editor);

        var answer = await PostAsync(desk, editor, "TakeBack", "river");

        Assert.That(
            await answer.Content.ReadAsStringAsync(),
            Does.Contain("Nothing was taken back: issues/river.md was dispatched on 2026-11-20")
        );
        Assert.That(
            Day(await editor.PageAsync("desk/queue"), "2026-11-20"),
            Does.Contain("The river").And.Contain("sent")
        );
    }

    [TestCase("desk/queue?from=2026-12-14", "2026-12-14")]
    [TestCase("desk/queue?from=2099-01-01", "2026-11-16")]
    [TestCase("desk/queue?from=x", "2026-11-16")]
    [TestCase("desk/queue", "2026-11-16")]
    public async Task The_weeks_begin_where_they_were_asked_for(string path, string first)
    {
        await using var desk = await DeskSite.OpenAsync();
        using var writer = desk.As(Role.Writer);

        var page = await writer.PageAsync(path);

        Assert.That(
            page[page.IndexOf("data-date", StringComparison.Ordinal)..],
            Does.StartWith($"data-date=\"{first}\"")
        );
    }

    [Test]
    public async Task The_waves_of_a_slot_are_shown_with_their_readers()
    {
        await using var desk = await DeskSite.OpenAsync();
        var reader = await desk.Host.AddAsync("ana@example.org");
        await using (var connection = await desk.Host.Database.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync(
                "UPDATE subscribers SET time_zone = 'Pacific/Auckland' WHERE id = @reader",
                new { reader }
            );
        }

        await WriteAsync(desk, "river", "title: The river\nstatus: ready\ndate: 2026-11-25");
        using var support = desk.As(Role.Support);

        Assert.That(
            await support.PageAsync("desk/queue/waves?date=2026-11-25"),
            Does.Contain("Pacific/Auckland").And.Contain("Tue 18:00").And.Contain("The river")
        );
        Assert.That(await support.PageAsync("desk/queue/waves"), Does.Contain("Waves of Tuesday, 24 November"));
        Assert.That(
            (await support.GetAsync("desk/queue/waves?date=2026-11-28")).StatusCode,
            Is.EqualTo(HttpStatusCode.NotFound)
        );
    }

    /// <summary>Writes an issue of these keys.</summary>
    public static Task WriteAsync(DeskSite desk, string slug, string keys) =>
        File.WriteAllTextAsync(Path.Combine(Folder(desk).Issues, $"{slug}.md"), $"---\n{keys}\n---\nText.\n");

    private static Task<string> ReadAsync(DeskSite desk, string slug) =>
        File.ReadAllTextAsync(Path.Combine(Folder(desk).Issues, $"{slug}.md"));

    private static NewsletterFolder Folder(DeskSite desk) => desk.Host.Services.GetRequiredService<NewsletterFolder>();

    /// <summary>The hash of an issue as the page has it.</summary>
    public static string Hash(DeskSite desk, string slug) =>
        new IssueFolder(Folder(desk).Issues).Candidates().FirstOrDefault(one => one.Issue.Slug == slug) is { } found
            ? WrittenFile.HashOf(found.Source)
            : "none";

    /// <summary>Posts a form of the queue.</summary>
    public static Task<HttpResponseMessage> PostAsync(
        DeskSite desk,
        DeskBrowser person,
        string handler,
        string slug,
        string date = "",
        string? hash = null
    ) =>
        person.PostFormAsync(
            $"desk/queue?handler={handler}",
            [new("slug", slug), new("hash", hash ?? Hash(desk, slug)), new("date", date)],
            page: "desk/queue"
        );

    /// <summary>What the page says about a day.</summary>
    private static string Day(string page, string date)
    {
        var from = page.IndexOf($"data-date=\"{date}\"", StringComparison.Ordinal);
        Assert.That(from, Is.Positive, date);
        var until = page.IndexOf("<li class=\"day", from, StringComparison.Ordinal);
        return until < 0 ? page[from..] : page[from..until];
    }
}
