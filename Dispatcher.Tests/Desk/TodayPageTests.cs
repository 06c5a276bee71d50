using Dapper;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Desk;
using Newsletter.Dispatcher.Health.Today;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>It is Monday, 23 November 2026, 09:00 in Berlin.</summary>
[TestFixture, Integration]
internal sealed class TodayPageTests
{
    [Test]
    public async Task An_empty_slot_is_shown_with_the_hour_at_which_it_is_missed()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var editor = desk.As(Role.Editor);

        var page = await editor.PageAsync("desk");

        Assert.That(page, Does.Contain("Tuesday, 24 November"));
        Assert.That(page, Does.Contain("At Tue 12:00 it becomes a missed morning."));
        Assert.That(page, Does.Contain("<section class=\"card slot bad\">"));
        Assert.That(page, Does.Contain("No issue is ready for Tuesday, 24 November"), "it waits for the editor");
    }

    [Test]
    public async Task What_fills_the_slot_is_named_and_its_title_is_text()
    {
        await using var desk = await DeskSite.OpenAsync();
        await QueuePageTests.WriteAsync(desk, "a", "title: \"<b>River</b>\"\nstatus: ready");
        using var support = desk.As(Role.Support);

        var page = await support.PageAsync("desk");

        Assert.That(page, Does.Contain("&lt;b&gt;River&lt;/b&gt;").And.Not.Contain("<b>River"));
        Assert.That(page, Does.Contain("It goes out at Tue 06:00, and then it is frozen."));
        Assert.That(page, Does.Not.Contain("class=\"card slot bad\""));
    }

    [Test]
    public void What_waits_is_shown_to_those_who_can_do_it()
    {
        TodayTask[] tasks = [.. Enum.GetValues<TodayTaskKind>().Select(kind => new TodayTask(kind, 1, $"{kind}"))];

        string For(Role role) =>
            string.Join(
                ' ',
                TodayWays.For(new DeskPerson(1, "Ana", "ana@example.com", role), tasks).Select(one => one.Task.Kind)
            );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(TodayWays.For(new DeskPerson(1, "", "", Role.Owner), tasks).Count(), Is.EqualTo(tasks.Length));
            Assert.That(For(Role.Writer), Is.EqualTo("EmptySlot UnreadableFiles"));
            Assert.That(
                For(Role.Editor),
                Is.EqualTo("EmptySlot UnreadableFiles RefusedDates DraftsToRelease IssuesToApprove RedChecks")
            );
            Assert.That(
                For(Role.Operator),
                Is.EqualTo("RedChecks StandingDispatches UncertainDeliveries SignUpsOverLimit")
            );
            Assert.That(For(Role.Support), Is.Empty);
        }
    }

    [Test]
    public async Task The_numbers_of_the_days_are_shown()
    {
        await using var desk = await DeskSite.OpenAsync();
        var reader = await desk.Host.AddAsync("ana@example.org");
        await using (var connection = await desk.Host.Database.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync(
                "INSERT INTO subscriber_events (subscriber_id, at, event) VALUES (@reader, @at, 'left')",
                new { reader, at = desk.Host.Clock.GetUtcNow().AddDays(-1) }
            );
        }

        using var writer = desk.As(Role.Writer);

        Assert.That(
            await writer.PageAsync("desk"),
            Does.Contain("Fri 20 Nov to Sun 22 Nov").And.Contain("<td class=\"count\">1</td>")
        );
    }

    [Test]
    public void A_way_leads_only_to_a_page_that_is_there_and_that_the_person_may_see()
    {
        var writer = new DeskPerson(1, "Ana", "ana@example.com", Role.Writer);

        Assert.That(DeskWays.Find(writer, "/desk/queue"), Is.EqualTo("/desk/queue"));
        Assert.That(DeskWays.Find(writer, "/desk/no-such-page"), Is.Null);
    }
}
