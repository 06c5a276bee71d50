using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>Each act says in numbers what it will do, does it, and leaves its entry in the audit.</summary>
[TestFixture, Integration]
internal sealed class DispatchActPagesTests
{
    [Test]
    public async Task A_pause_is_kept_with_its_reason()
    {
        await using var desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(desk.Host, "sending");
        using var operatorBrowser = desk.As(Role.Operator);

        Assert.That(await operatorBrowser.PageAsync("desk/dispatches/1/pause"), Does.Contain("<b>2</b> readers wait"));
        var answer = await operatorBrowser.PostFormAsync("desk/dispatches/1/pause", [new("reason", " a wrong link ")]);

        await LedToAsync(answer, "/desk/dispatches/1");
        Assert.That(await StateAsync(desk), Is.EqualTo("paused a wrong link"));
        Assert.That(
            await DispatchOnFile.AuditAsync(desk.Host),
            Does.EndWith(" dispatch.pause dispatch:1 - a wrong link")
        );
        Assert.That(await operatorBrowser.PageAsync("desk/dispatches/1"), Does.Contain("It is paused"));
    }

    [Test]
    public async Task Resuming_can_try_the_refused_again()
    {
        await using var desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(desk.Host);
        using var owner = desk.As(Role.Owner);

        Assert.That(
            await owner.PageAsync("desk/dispatches/1/resume"),
            Does.Contain("Also try again the 1 readers").And.Contain("many refusals")
        );
        await LedToAsync(
            await owner.PostFormAsync("desk/dispatches/1/resume", [new("retry", "1")]),
            "/desk/dispatches/1"
        );

        Assert.That(await StateAsync(desk), Is.EqualTo("sending -"));
        Assert.That(
            await DispatchOnFile.StatesAsync(desk.Host),
            Is.EqualTo("sent sent sent pending failed uncertain pending pending")
        );
        Assert.That(
            await DispatchOnFile.AuditAsync(desk.Host),
            Does.EndWith(" dispatch.resume dispatch:1 tries the refused again -")
        );
    }

    [Test]
    public async Task A_stop_asks_for_a_reason_and_says_what_it_did()
    {
        await using var desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(desk.Host);
        using var owner = desk.As(Role.Owner);

        Assert.That(await owner.PageAsync("desk/dispatches/1/stop"), Does.Contain("<b>2</b> of 8 readers"));
        var refused = await owner.PostFormAsync("desk/dispatches/1/stop", [new("reason", " ")]);
        var unchanged = await StateAsync(desk);
        await LedToAsync(
            await owner.PostFormAsync("desk/dispatches/1/stop", [new("reason", "wrong title")]),
            "/desk/dispatches/1"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
            Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("the reason is missing"));
            Assert.That(unchanged, Does.StartWith("paused"));
            Assert.That(await StateAsync(desk), Is.EqualTo("stopped wrong title"));
            Assert.That(
                await DispatchOnFile.StatesAsync(desk.Host),
                Is.EqualTo("sent sent sent failed failed uncertain expired expired")
            );
            Assert.That(await owner.PageAsync("desk/dispatches/1"), Does.Contain("2 get nothing, 3 have it"));
        }
    }

    [Test]
    public async Task A_reason_that_is_too_long_is_refused_and_stands_in_the_form_again()
    {
        await using var desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(desk.Host);
        using var owner = desk.As(Role.Owner);
        var typed = new string('w', 301);

        var answer = await owner.PostFormAsync("desk/dispatches/1/stop", [new("reason", typed)]);

        Assert.That(
            await answer.Content.ReadAsStringAsync(),
            Does.Contain($"value=\"{typed}\"").And.Contain("Shorten it")
        );
        Assert.That(await DispatchOnFile.AuditAsync(desk.Host), Is.Empty);
    }

    [Test]
    public async Task Failed_ones_are_sent_to_again_once()
    {
        await using var desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(desk.Host, "done");
        using var owner = desk.As(Role.Owner);
        IEnumerable<KeyValuePair<string, string>> form = [new("cause", "policy"), new("reason", "off the list")];

        Assert.That(
            await owner.PageAsync("desk/dispatches/1/resend?cause=policy"),
            Does.Contain("<dt>Are sent to again</dt><dd><b>1</b>")
        );
        await LedToAsync(await owner.PostFormAsync("desk/dispatches/1/resend", form), "/desk/dispatches/1");
        var second = await owner.PostFormAsync("desk/dispatches/1/resend", form);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await DispatchOnFile.StatesAsync(desk.Host),
                Is.EqualTo("sent sent sent pending failed uncertain expired expired")
            );
            Assert.That(await StateAsync(desk), Is.EqualTo("sending -"));
            Assert.That(await second.Content.ReadAsStringAsync(), Does.Contain("Nobody of these can be sent to again"));
            Assert.That(
                await DispatchOnFile.AuditAsync(desk.Host),
                Does.EndWith(" dispatch.resend dispatch:1 failed ones, cause: policy, domain: all off the list")
                    .And.Not.Contain("\n")
            );
        }
    }

    [Test]
    public async Task Uncertain_ones_are_settled_as_the_person_says()
    {
        await using var desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(desk.Host, "done");
        using var owner = desk.As(Role.Owner);
        const string path = "desk/dispatches/1/resolve";
        string[] faults =
        [
            await TextAsync(owner.PostFormAsync(path, [new("chosen", "6"), new("reason", "x")])),
            await TextAsync(owner.PostFormAsync(path, [new("outcome", "arrived"), new("reason", "x")])),
            await TextAsync(owner.PostFormAsync(path, [new("outcome", "arrived"), new("chosen", "6")])),
        ];
        var unchanged = await DispatchOnFile.StatesAsync(desk.Host);

        await LedToAsync(
            await owner.PostFormAsync(
                path,
                [new("outcome", "arrived"), new("chosen", "6"), new("chosen", "4"), new("reason", "in the log")]
            ),
            "/desk/dispatches/1"
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(faults[0], Does.Contain("say what became of them"));
            Assert.That(faults[1], Does.Contain("choose one reader at least"));
            Assert.That(faults[2], Does.Contain("the reason is missing").And.Contain("value=\"arrived\" checked"));
            Assert.That(unchanged, Does.Contain("uncertain"));
            Assert.That(
                await DispatchOnFile.StatesAsync(desk.Host),
                Is.EqualTo("sent sent sent failed failed sent expired expired"),
                "4 is not uncertain"
            );
            Assert.That(
                await DispatchOnFile.AuditAsync(desk.Host),
                Does.EndWith(" dispatch.resolve dispatch:1 1 arrived in the log")
            );
        }
    }

    [Test]
    public async Task A_correction_without_a_file_says_what_is_missing_and_changes_nothing()
    {
        await using var desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(desk.Host);
        using var owner = desk.As(Role.Owner);

        var page = await owner.PageAsync("desk/dispatches/1/correct");
        var answer = await owner.PostFormAsync(
            "desk/dispatches/1/correct",
            [new("notify", "1"), new("note", "a slip")]
        );

        Assert.That(page, Does.Contain("issues/2026-11-23-news.md").And.Contain("cannot be sent"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("value=\"a slip\""));
        Assert.That(await DispatchOnFile.AuditAsync(desk.Host), Is.Empty);
    }

    [Test]
    public async Task A_correction_is_made_of_the_file_as_it_is_now()
    {
        await using var desk = await DeskSite.OpenAsync();
        await desk.Host.AddAsync("ana@example.org");
        await desk.Host.BeginSampleIssueAsync();
        await File.WriteAllTextAsync(
            Path.Combine(
                desk.Host.Services.GetRequiredService<NewsletterFolder>().Issues,
                "01-the-river-that-moved.md"
            ),
            "---\ntitle: The river that moved\nstatus: ready\n---\nIt was in 1912.\n"
        );
        using var owner = desk.As(Role.Owner);

        await LedToAsync(
            await owner.PostFormAsync("desk/dispatches/1/correct", [new("notify", "1"), new("note", "The year.")]),
            "/desk/dispatches/1"
        );

        Assert.That(
            await DispatchOnFile.AuditAsync(desk.Host),
            Does.EndWith(
                " dispatch.correct dispatch:1 01-the-river-that-moved.md, with a mail to those who have the wrong one -"
            )
        );
        Assert.That(
            await desk.Host.ScalarAsync<long>(
                "SELECT count(*) FROM dispatch_files WHERE dispatch_id = 1 AND CAST(content AS TEXT) LIKE '%in 1912%'"
            ),
            Is.EqualTo(1)
        );
    }

    [TestCase("pause", "done already")]
    [TestCase("resume", "done already")]
    [TestCase("stop", "done already")]
    public async Task What_the_state_does_not_allow_is_refused_in_plain_words(string verb, string expected)
    {
        await using var desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(desk.Host, "done");
        using var owner = desk.As(Role.Owner);

        Assert.That(
            await TextAsync(owner.PostFormAsync($"desk/dispatches/1/{verb}", [new("reason", "because")])),
            Does.Contain(expected)
        );
        Assert.That(await DispatchOnFile.AuditAsync(desk.Host), Is.Empty);
    }

    private static async Task LedToAsync(HttpResponseMessage answer, string path)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect), text);
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo(path));
    }

    private static async Task<string> TextAsync(Task<HttpResponseMessage> answer) =>
        await (await answer).Content.ReadAsStringAsync();

    private static async Task<string?> StateAsync(DeskSite desk) =>
        await desk.Host.ScalarAsync<string>("SELECT state || ' ' || coalesce(reason, '-') FROM dispatches");
}
