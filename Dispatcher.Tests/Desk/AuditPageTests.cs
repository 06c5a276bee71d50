using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Desk;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture, Integration]
internal sealed class AuditPageTests
{
    private DeskSite _desk = null!;

    [SetUp]
    public async Task Open()
    {
        _desk = await DeskSite.OpenAsync();
        await RecordAsync("account:7", "issue.approve", "issue:news", "a reason");
        await RecordAsync("cli:ana", "reader.extend", "reader:12", "=HYPERLINK(\"http://evil.example\")");
    }

    [TearDown]
    public async Task Close() => await _desk.DisposeAsync();

    [TestCase("", "account:7", "cli:ana")]
    [TestCase("?actor=account%3A7", "account:7", null)]
    [TestCase("?kind=reader", "cli:ana", null)]
    [TestCase("?subject=issue%3Anews", "account:7", null)]
    [TestCase("?action=reader.extend", "cli:ana", null)]
    [TestCase("?from=2026-11-23&to=2026-11-23", "account:7", "cli:ana")]
    public async Task Rows_are_shown_by_a_filter(string query, string shown, string? alsoShown)
    {
        using var owner = _desk.As(Role.Owner);

        var page = await owner.PageAsync($"desk/audit{query}");

        foreach (var actor in new[] { "account:7", "cli:ana" })
        {
            Assert.That(
                page.Contains($">{actor}</a>", StringComparison.Ordinal),
                Is.EqualTo(actor == shown || actor == alsoShown),
                actor
            );
        }
    }

    [TestCase("?from=2026-11-24")]
    [TestCase("?to=2026-11-22")]
    [TestCase("?actor=nobody")]
    public async Task A_filter_that_nothing_fits_says_so(string query)
    {
        using var owner = _desk.As(Role.Owner);

        Assert.That(await owner.PageAsync($"desk/audit{query}"), Does.Contain("No row fits."));
    }

    [Test]
    public async Task What_is_no_day_is_said_and_stays_in_its_field()
    {
        using var owner = _desk.As(Role.Owner);

        var page = WebUtility.HtmlDecode(await owner.PageAsync("desk/audit?from=yesterday"));

        Assert.That(
            page,
            Does.Contain("\"yesterday\" is no day; write it as 2026-11-30.").And.Contain("value=\"yesterday\"")
        );
    }

    [Test]
    public async Task Older_rows_are_on_the_next_page()
    {
        for (var i = 0; i < 50; i++)
        {
            await RecordAsync("api", "reader.extend", $"reader:{100 + i}", null);
        }

        using var owner = _desk.As(Role.Owner);
        var first = await owner.PageAsync("desk/audit");
        var second = await owner.PageAsync("desk/audit?before=3");

        Assert.That(first, Does.Contain("before=3").And.Contain("reader:149").And.Not.Contain(">account:7</a>"));
        Assert.That(second, Does.Contain(">account:7</a>").And.Contain("Newest").And.Not.Contain(">Older<"));
    }

    [Test]
    public async Task The_export_has_the_rows_of_the_filter_and_no_formula()
    {
        using var owner = _desk.As(Role.Owner);

        var answer = await owner.GetAsync("desk/audit.csv?kind=reader");
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n");

        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/csv"));
        Assert.That(answer.Content.Headers.ContentDisposition!.FileName, Is.EqualTo("audit.csv"));
        Assert.That(lines, Has.Length.EqualTo(3));
        Assert.That(lines[0], Is.EqualTo("id,at,actor,action,subject,details,reason,origin"));
        Assert.That(
            lines[1],
            Is.EqualTo(
                "2,\"2026-11-23T08:00:00.000Z\",\"cli:ana\",\"reader.extend\",\"reader:12\",\"until 2027-01-31\","
                    + "\"'=HYPERLINK(\"\"http://evil.example\"\")\",\"terminal\""
            )
        );
    }

    [TestCase(Role.Writer)]
    [TestCase(Role.Support)]
    public async Task Who_may_not_see_it_sees_nothing(Role role)
    {
        using var person = _desk.As(role);

        foreach (var path in new[] { "desk/audit", "desk/audit.csv" })
        {
            var answer = await person.GetAsync(path);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("account:7"));
        }
    }

    [TestCase("issue:a b", "~/desk/issues/a%20b")]
    [TestCase("reader:12", "~/desk/readers/12")]
    [TestCase("dispatch:7", "~/desk/dispatches/7")]
    [TestCase("readers", null)]
    public void A_row_leads_to_what_it_is_about(string subject, string? path) =>
        Assert.That(
            AuditView.Path(
                new()
                {
                    Id = 1,
                    At = default,
                    Actor = "api",
                    Action = "a.b",
                    Subject = subject,
                    Origin = "x",
                }
            ),
            Is.EqualTo(path)
        );

    private Task RecordAsync(string actor, string action, string subject, string? reason) =>
        _desk
            .Host.Services.GetRequiredService<AuditBook>()
            .RecordAsync(new(actor, action, subject, "until 2027-01-31", reason, "terminal"), CancellationToken.None);
}
