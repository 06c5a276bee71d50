using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Desk;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture, Integration]
internal sealed class ApprovalPageTests
{
    private const string Page = "desk/issues/river/approve";

    private DeskSite _desk = null!;

    [SetUp]
    public async Task Open()
    {
        _desk = await DeskSite.OpenAsync(newsletter: NewsletterSample.Settings() with { Approval = ApprovalMode.Two });
        Save("The river moved.");
    }

    [TearDown]
    public async Task Close() => await _desk.DisposeAsync();

    [Test]
    public async Task Two_editors_approve_and_the_page_says_who()
    {
        using var editor = _desk.As(Role.Editor);
        using var owner = _desk.As(Role.Owner);

        var before = await editor.PageAsync(Page);
        var first = await DecideAsync(editor, "approve", "Good.");
        var between = await owner.PageAsync(Page);
        await DecideAsync(owner, "approve");
        var after = await owner.PageAsync(Page);

        Assert.That(before, Does.Contain("waits for approval"));
        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(between, Does.Contain("has one, by Editor Sample").And.Contain("Good."));
        Assert.That(after, Does.Contain("is approved by Editor Sample and Owner Sample"));
        Assert.That(
            (await RowsAsync()).Select(row => (row.Actor, row.Action, row.Subject, row.Reason)),
            Is.EqualTo(
                new[]
                {
                    ("account:1", "issue.approve", "issue:river", null),
                    ("account:3", "issue.approve", "issue:river", "Good."),
                }
            )
        );
    }

    [Test]
    public async Task An_issue_that_changed_after_the_page_was_opened_is_not_approved_and_the_comment_stays()
    {
        using var editor = _desk.As(Role.Editor);
        var print = await PrintAsync(editor);
        Save("Something else.");

        var answer = await editor.PostFormAsync(
            Page,
            [new("print", print), new("decision", "approve"), new("reason", "I like it.")]
        );

        var page = await answer.Content.ReadAsStringAsync();
        Assert.That(page, Does.Contain("changed while you looked at it").And.Contain(">I like it.</textarea>"));
        Assert.That(await RowsAsync(), Is.Empty);
    }

    [Test]
    public async Task A_change_after_the_approval_is_shown()
    {
        using var editor = _desk.As(Role.Editor);
        await DecideAsync(editor, "approve");
        Save("Something else.");

        Assert.That(
            await editor.PageAsync(Page),
            Does.Contain("changed after approval")
                .And.Contain("changed since Editor Sample approved it: the text of issues/river.md")
                .And.Contain("approved, changed since")
        );
    }

    [Test]
    public async Task Sending_back_without_a_comment_is_refused_and_with_one_is_shown()
    {
        using var editor = _desk.As(Role.Editor);

        var silent = await DecideAsync(editor, "send-back");
        await DecideAsync(editor, "send-back", "It is the Po.");

        Assert.That(await silent.Content.ReadAsStringAsync(), Does.Contain("the author needs to know what to change"));
        Assert.That(await editor.PageAsync(Page), Does.Contain("was sent back by Editor Sample: It is the Po."));
    }

    [Test]
    public async Task An_approval_is_taken_back()
    {
        using var editor = _desk.As(Role.Editor);
        await DecideAsync(editor, "approve");

        await DecideAsync(editor, "take-back");

        Assert.That(await editor.PageAsync(Page), Does.Contain("waits for approval").And.Contain("taken back"));
    }

    [Test]
    public async Task An_issue_with_an_error_says_what_to_mend_and_has_no_button()
    {
        Save("![A map](none.png)");
        using var editor = _desk.As(Role.Editor);

        var page = await editor.PageAsync(Page);

        Assert.That(page, Does.Contain("none.png").And.Not.Contain("value=\"approve\""));
    }

    [Test]
    public async Task A_writer_comments_and_cannot_approve()
    {
        using var writer = _desk.As(Role.Writer);
        var print = await PrintAsync(writer, isThere: false);

        var approve = await writer.PostFormAsync(Page, [new("print", print), new("decision", "approve")]);
        var comment = await writer.PostFormAsync(
            "desk/issues/river/comment",
            [new("text", "Is it the <b>Po</b>?\nI ask.")]
        );

        Assert.That(approve.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(comment.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(
            await writer.PageAsync(Page),
            Does.Contain("Writer Sample").And.Contain("Is it the &lt;b&gt;Po&lt;/b&gt;?&#xA;I ask.")
        );
    }

    [Test]
    public async Task A_comment_that_is_too_long_stays_in_the_form()
    {
        using var writer = _desk.As(Role.Writer);
        var text = new string('x', 4001);

        var answer = await writer.PostFormAsync("desk/issues/river/comment", [new("text", text)]);

        Assert.That(
            await answer.Content.ReadAsStringAsync(),
            Does.Contain("The comment has 4001 characters").And.Contain($">{text}</textarea>")
        );
    }

    [Test]
    public async Task A_test_goes_to_any_address_and_the_audit_does_not_keep_it()
    {
        using var writer = _desk.As(Role.Writer);

        var answer = await TestAsync(writer, "kim@example.net");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        var mail = await File.ReadAllTextAsync(
            Directory.EnumerateFiles(_desk.Host.Outbox, "*.eml", SearchOption.AllDirectories).Single()
        );
        Assert.That(mail, Does.Contain("[TEST]").And.Contain("kim@example.net"));
        var row = (await RowsAsync()).Single();
        Assert.That(
            (row.Action, row.Subject, row.Details),
            Is.EqualTo(("issue.test", "issue:river", "one copy as nameless"))
        );
    }

    [Test]
    public async Task An_address_that_is_none_is_refused_and_stays_in_its_field()
    {
        using var writer = _desk.As(Role.Writer);

        var answer = await TestAsync(writer, "kim@@example.net");

        var page = await answer.Content.ReadAsStringAsync();
        Assert.That(page, Does.Contain("role=\"alert\"").And.Contain("value=\"kim@@example.net\""));
    }

    [Test]
    public void An_account_sends_twenty_tests_in_ten_minutes_at_most()
    {
        var rate = new TestRate(_desk.Host.Clock);

        var taken = Enumerable.Range(0, 21).Select(_ => rate.TryTake(7)).ToList();
        var ofAnother = rate.TryTake(8);
        _desk.Host.Clock.Advance(TestRate.Span);

        Assert.That(taken, Is.EqualTo(Enumerable.Repeat(true, 20).Append(false)));
        Assert.That((ofAnother, rate.TryTake(7)), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task A_secret_link_shows_the_draft_until_it_is_taken_back()
    {
        using var writer = _desk.As(Role.Writer);
        await writer.PostFormAsync("desk/issues/river/links", [new("days", "3")]);
        var page = await writer.PageAsync(Page);
        var secret = Between(page, "/draft/", "<");
        using var stranger = _desk.Nobody();

        var open = await stranger.GetAsync($"draft/{secret}");
        var id = Between(page[page.IndexOf("name=\"end\"", StringComparison.Ordinal)..], "value=\"", "\"");
        await writer.PostFormAsync("desk/issues/river/links", [new("end", id)]);
        var over = await stranger.GetAsync($"draft/{secret}");

        Assert.That((open.StatusCode, over.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.NotFound)));
        Assert.That(await writer.PageAsync(Page), Does.Not.Contain(secret), "the link is shown once only");
        Assert.That(
            (await RowsAsync()).Select(row => row.Action),
            Is.EqualTo(new[] { "issue.end-link", "issue.show-link" })
        );
    }

    [TestCase("0")]
    [TestCase("31")]
    [TestCase("x")]
    [TestCase("")]
    public async Task A_link_lasts_some_days(string days)
    {
        using var writer = _desk.As(Role.Writer);

        var answer = await writer.PostFormAsync("desk/issues/river/links", [new("days", days)]);

        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("A link lasts 1 to 30 days"));
    }

    [TestCase("nothing")]
    [TestCase("..%2Fappsettings")]
    [TestCase("..%2F..%2Fetc%2Fpasswd")]
    public async Task What_names_no_issue_is_not_found(string slug)
    {
        using var owner = _desk.As(Role.Owner);

        Assert.That(
            (await owner.GetAsync($"desk/issues/{slug}/approve")).StatusCode,
            Is.EqualTo(HttpStatusCode.NotFound)
        );
    }

    [Test]
    public async Task Support_sees_none_of_it()
    {
        using var support = _desk.As(Role.Support);

        Assert.That((await support.GetAsync(Page)).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    private static Task<HttpResponseMessage> TestAsync(DeskBrowser browser, string to) =>
        browser.PostFormAsync("desk/issues/river/test", [new("to", to), new("reader", "nameless")]);

    private static async Task<HttpResponseMessage> DecideAsync(
        DeskBrowser browser,
        string decision,
        string reason = ""
    ) =>
        await browser.PostFormAsync(
            Page,
            [new("print", await PrintAsync(browser)), new("decision", decision), new("reason", reason)]
        );

    private static async Task<string> PrintAsync(DeskBrowser browser, bool isThere = true) =>
        isThere ? Between(await browser.PageAsync(Page), "name=\"print\" value=\"", "\"") : "";

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        Assert.That(from, Is.GreaterThanOrEqualTo(start.Length), $"{start} is not in {text}");
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private Task<IReadOnlyList<AuditRow>> RowsAsync() =>
        _desk.Host.Services.GetRequiredService<AuditTrail>().ReadAsync(new(), before: null, 10, CancellationToken.None);

    private void Save(string body) =>
        File.WriteAllText(
            Path.Combine(_desk.Host.Services.GetRequiredService<NewsletterFolder>().Issues, "river.md"),
            $"---\ntitle: The river\npreheader: It moved\nstatus: draft\n---\n{body}\n"
        );
}
