using System.Net;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture, Integration]
internal sealed class IssuesPageTests
{
    [Test]
    public async Task All_issues_are_listed_and_found_by_their_words()
    {
        await using var site = await WriteSite.OpenAsync(Role.Writer);
        site.Write("a", "---\ntitle: The river\n---\nText\n");
        site.Write("2026-11-25-b", "---\ntitle: The sea\ndate: 2026-11-25\nstatus: ready\n---\nText\n");
        site.Write("broken", "---\ntitle: Broken\ndate: tomorrow\n---\nText\n");
        site.Write("größe", "---\ntitle: No address\n---\nText\n");

        var page = await site.Person.PageAsync("desk/issues");
        var found = await site.Person.PageAsync("desk/issues?q=sea");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page, Does.Contain("<a href=\"/desk/issues/a\">The river</a>"));
            Assert.That(page, Does.Contain("Wed 25 Nov 2026"));
            Assert.That(page, Does.Contain("date is &quot;tomorrow&quot;"));
            Assert.That(page, Does.Contain("No address").And.Not.Contain("/desk/issues/gr"));
            Assert.That(found, Does.Contain("The sea").And.Not.Contain("The river"));
        }
    }

    [Test]
    public async Task A_new_issue_is_a_draft_with_a_word_about_each_key()
    {
        await using var site = await WriteSite.OpenAsync(Role.Writer);

        var answer = await site.Person.PostFormAsync(
            "desk/issues",
            [new("title", "../ \"Größe\": a #5"), new("day", "2026-11-25")]
        );
        var page = await site.FollowAsync(answer);

        Assert.That(answer.Headers.Location!.OriginalString, Does.EndWith("/desk/issues/2026-11-25-grosse-a-5"));
        Assert.That(page, Does.Contain("2026-11-25-grosse-a-5.md is made"));
        Assert.That(site.Read("2026-11-25-grosse-a-5"), Does.Contain("status: draft").And.Contain("date: 2026-11-25"));
        Assert.That(await site.HistoryAsync("2026-11-25-grosse-a-5"), Is.EqualTo(["saved"]));
    }

    [TestCase("", "", "the title has 0 characters")]
    [TestCase("River", "tomorrow", "the day is no date")]
    [TestCase("Taken", "", "is there already")]
    public async Task A_new_issue_that_cannot_be_made_says_why_and_keeps_the_words(
        string title,
        string day,
        string said
    )
    {
        await using var site = await WriteSite.OpenAsync(Role.Writer);
        site.Write("taken", "---\ntitle: Taken\n---\nText\n");

        var answer = await site.Person.PostFormAsync("desk/issues", [new("title", title), new("day", day)]);
        var page = await answer.Content.ReadAsStringAsync();

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(page, Does.Contain(said).And.Contain($"value=\"{WebUtility.HtmlEncode(title)}\""));
        Assert.That(Directory.EnumerateFiles(site.Issues).Count(), Is.EqualTo(1));
    }
}
