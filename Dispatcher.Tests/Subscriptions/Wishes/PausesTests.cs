using System.Globalization;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Subscriptions.Wishes;

[TestFixture, Integration]
internal sealed class PausesTests
{
    private static readonly EmailAddress Ana = EmailAddress.Parse("ana@example.org");

    private SubscriptionsAtWork _at = null!;

    [SetUp]
    public async Task Prepare() => _at = await SubscriptionsAtWork.CreateAsync();

    [TearDown]
    public void Clean() => _at.Dispose();

    [Test]
    public async Task Pause_and_resume_change_the_status_and_when_it_changed()
    {
        await _at.AddAsync("ana@example.org", "active");

        var paused = await _at.Pauses.PauseAsync(Ana, new DateOnly(2026, 12, 1), CancellationToken.None);
        var whilePaused = await RowAsync();
        _at.Clock.Advance(TimeSpan.FromSeconds(1));
        var resumed = await _at.Pauses.ResumeAsync(Ana, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (paused, resumed),
                Is.EqualTo((StatusChange.Done("is paused until 2026-12-01"), StatusChange.Done("is active")))
            );
            Assert.That(
                (whilePaused, await RowAsync()),
                Is.EqualTo(("paused|2026-12-01|1795420800000", "active||1795420801000"))
            );
            Assert.That(await _at.EventsAsync(1), Is.EqualTo(new[] { "paused until 2026-12-01", "resumed" }));
        }
    }

    [TestCase("pending", "is not confirmed yet; the person has to follow the link in the confirmation mail first")]
    [TestCase("paused", "is paused already")]
    [TestCase("expired", "has expired; extend the subscription first")]
    [TestCase("unsubscribed", "is unsubscribed; only the person can come back, by signing up again")]
    [TestCase("bounced", "is bounced, mail to it came back; ask the person for an address that works")]
    [TestCase("complained", "has complained of spam, and no import and no operator brings it back")]
    public async Task Only_somebody_active_can_be_paused(string status, string why)
    {
        await _at.AddAsync("ana@example.org", status);
        var before = await RowAsync();

        var answer = await _at.Pauses.PauseAsync(Ana, until: null, CancellationToken.None);

        Assert.That((answer.IsDone, answer.Message, await RowAsync()), Is.EqualTo((false, why, before)));
    }

    [Test]
    public async Task A_link_that_was_renewed_before_it_acts_changes_nothing()
    {
        var id = await _at.AddAsync("ana@example.org", "active");
        var link = new TokenContent(id, Epoch: 0);
        Assert.That((await _at.Pauses.PauseAsync(link, until: null, CancellationToken.None))?.IsDone, Is.True);
        await _at.Renewal.RenewAsync(id, CancellationToken.None);
        var before = await RowAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _at.Pauses.PauseAsync(link, new DateOnly(2026, 12, 1), CancellationToken.None), Is.Null);
            Assert.That(await _at.Pauses.ResumeAsync(link, CancellationToken.None), Is.Null);
            Assert.That(await RowAsync(), Is.EqualTo(before));
        }
    }

    [TestCase("active", "is active already")]
    [TestCase("unsubscribed", "is unsubscribed; only the person can come back, by signing up again")]
    public async Task Only_somebody_paused_can_be_resumed(string status, string why)
    {
        await _at.AddAsync("ana@example.org", status);

        var answer = await _at.Pauses.ResumeAsync(Ana, CancellationToken.None);

        Assert.That((answer.IsDone, answer.Message), Is.EqualTo((false, why)));
    }

    [Test]
    public async Task Nobody_unknown_can_be_paused() =>
        Assert.That(
            (await _at.Pauses.PauseAsync(Ana, until: null, CancellationToken.None)).Message,
            Does.StartWith("is not on the list;")
        );

    [TestCase("2026-11-22", false)]
    [TestCase("2026-11-23", false)]
    [TestCase("2026-11-24", true)]
    [TestCase("2027-11-24", true)]
    [TestCase("2027-11-25", false)]
    [TestCase("9999-12-31", false)]
    public async Task A_pause_ends_after_today_and_within_a_year(string until, bool isPossible)
    {
        await _at.AddAsync("ana@example.org", "active");

        Assert.That(
            (
                await _at.Pauses.PauseAsync(
                    Ana,
                    DateOnly.Parse(until, CultureInfo.InvariantCulture),
                    CancellationToken.None
                )
            ).IsDone,
            Is.EqualTo(isPossible)
        );
    }

    [Test]
    public async Task Somebody_paused_can_choose_another_day()
    {
        await _at.AddAsync("ana@example.org", "active");
        await _at.Pauses.PauseAsync(Ana, new DateOnly(2026, 12, 1), CancellationToken.None);

        await _at.Pauses.PauseAsync(Ana, new DateOnly(2026, 12, 8), CancellationToken.None);

        Assert.That(await RowAsync(), Does.StartWith("paused|2026-12-08|"));
    }

    /// <summary>Auckland has the day twelve hours before Berlin, Honolulu eleven hours after it.</summary>
    [TestCase("Pacific/Auckland", "2026-11-29 11:59", "2026-11-29 12:00")]
    [TestCase(null, "2026-11-29 23:59", "2026-11-30 00:00")]
    [TestCase("Pacific/Honolulu", "2026-11-30 10:59", "2026-11-30 11:00")]
    public async Task A_pause_ends_by_itself_when_the_day_begins_where_the_person_is(
        string? zone,
        string still,
        string over
    )
    {
        await _at.AddAsync("ana@example.org", "active");
        await _at.ExecuteAsync($"UPDATE subscribers SET time_zone = {(zone is null ? "NULL" : $"'{zone}'")}");
        await _at.Pauses.PauseAsync(Ana, new DateOnly(2026, 11, 30), CancellationToken.None);

        _at.GoTo(still);
        await _at.LookAsync();
        var before = await _at.StatusAsync();
        _at.GoTo(over);
        await _at.LookAsync();
        await _at.LookAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (before, await RowAsync()),
                Is.EqualTo(("paused", $"active||{_at.Clock.GetUtcNow().ToUnixTimeMilliseconds()}"))
            );
            Assert.That(await _at.EventsAsync(1), Has.Count.EqualTo(2).And.Member("resumed the day had come"));
        }
    }

    [Test]
    public async Task A_pause_without_a_day_does_not_end_by_itself()
    {
        await _at.AddAsync("ana@example.org", "active");
        await _at.Pauses.PauseAsync(Ana, until: null, CancellationToken.None);

        _at.Clock.Advance(TimeSpan.FromDays(900));
        await _at.LookAsync();

        Assert.That(await _at.StatusAsync(), Is.EqualTo("paused"));
    }

    private async Task<string> RowAsync() =>
        (
            await _at.ListAsync(
                "SELECT status || '|' || coalesce(paused_until, '') || '|' || updated_at FROM subscribers"
            )
        )[0];
}
