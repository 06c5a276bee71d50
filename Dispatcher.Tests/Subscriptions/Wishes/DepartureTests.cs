using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Subscriptions.Wishes;

[TestFixture, Integration]
internal sealed class DepartureTests
{
    [Test]
    public async Task Leaving_is_done_once_however_often_it_is_asked_for()
    {
        using var at = await SubscriptionsAtWork.CreateAsync(goodbye: true);
        var id = await at.JoinAsync();
        var token = at.Unsubscribe(id);

        var before = await at.Departures.FindAsync(token, CancellationToken.None);
        var answers = new[]
        {
            await at.Departures.LeaveAsync(token, CancellationToken.None),
            await at.Departures.LeaveAsync(token, CancellationToken.None),
        };

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                before,
                Is.EqualTo(
                    new Departure("ana@example.org", IsGone: false, CanUndo: false, IsCurrent: true, CanPause: true)
                )
            );
            Assert.That(answers, Is.EqualTo(new[] { true, true }));
            Assert.That(
                await at.Departures.FindAsync(token, CancellationToken.None),
                Is.EqualTo(
                    new Departure("ana@example.org", IsGone: true, CanUndo: true, IsCurrent: true, CanPause: false)
                )
            );
            Assert.That(
                await at.ListAsync("SELECT status || ' ' || left_from || ' ' || left_at FROM subscribers"),
                Is.EqualTo(new[] { "unsubscribed active 1795420800000" })
            );
            Assert.That(await at.MailsAsync(), Is.EqualTo(new[] { "confirm", "welcome", "goodbye" }));
            Assert.That((await at.EventsAsync(id))[^1], Is.EqualTo("left active"));
        }
    }

    [Test]
    public async Task Without_the_setting_nobody_is_mailed_a_goodbye()
    {
        using var at = await SubscriptionsAtWork.CreateAsync();

        await at.Departures.LeaveAsync(at.Unsubscribe(await at.JoinAsync()), CancellationToken.None);

        Assert.That(await at.MailsAsync(), Is.EqualTo(new[] { "confirm", "welcome" }));
    }

    [TestCase("active", "unsubscribed", "active")]
    [TestCase("paused", "unsubscribed", "paused")]
    [TestCase("pending", "unsubscribed", "pending")]
    [TestCase("expired", "unsubscribed", "expired")]
    [TestCase("bounced", "unsubscribed", "bounced")]
    [TestCase("complained", "complained", "complained")]
    [TestCase("unsubscribed", "unsubscribed", "unsubscribed")]
    public async Task Undo_makes_people_what_they_were(string status, string afterLeaving, string afterUndo)
    {
        using var at = await SubscriptionsAtWork.CreateAsync(goodbye: true);
        var token = at.Unsubscribe(await at.AddAsync("ana@example.org", status));

        await at.Departures.LeaveAsync(token, CancellationToken.None);
        var left = await at.StatusAsync();
        var isUndone = await at.Departures.UndoAsync(token, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((left, await at.StatusAsync()), Is.EqualTo((afterLeaving, afterUndo)));
            Assert.That(isUndone, Is.EqualTo(status is not ("complained" or "unsubscribed")));
            Assert.That(
                await at.ListAsync("SELECT state FROM mails"),
                Is.All.EqualTo("skipped"),
                "no goodbye to who stays"
            );
            Assert.That(await at.Departures.UndoAsync(token, CancellationToken.None), Is.False);
        }
    }

    [Test]
    public async Task An_old_link_brings_nobody_back_after_a_month()
    {
        using var at = await SubscriptionsAtWork.CreateAsync();
        var token = at.Unsubscribe(await at.JoinAsync());
        await at.Departures.LeaveAsync(token, CancellationToken.None);

        at.Clock.Advance(TimeSpan.FromDays(30));

        Assert.That(
            (await at.Departures.UndoAsync(token, CancellationToken.None), await at.StatusAsync()),
            Is.EqualTo((false, "unsubscribed"))
        );
    }

    [Test]
    public async Task A_token_that_is_not_ours_is_refused_and_one_of_an_erased_person_is_not()
    {
        using var at = await SubscriptionsAtWork.CreateAsync();
        var id = await at.JoinAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await at.Departures.LeaveAsync(at.Manage(id), CancellationToken.None), Is.False);
            Assert.That(await at.Departures.FindAsync("nonsense", CancellationToken.None), Is.Null);
            Assert.That(await at.StatusAsync(), Is.EqualTo("active"));
        }

        await at.Erasure.EraseAsync(id, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await at.Departures.LeaveAsync(at.Unsubscribe(id), CancellationToken.None), Is.True);
            Assert.That(
                await at.Departures.FindAsync(at.Unsubscribe(id), CancellationToken.None),
                Is.EqualTo(new Departure(null, IsGone: true, CanUndo: false, IsCurrent: true, CanPause: false))
            );
        }
    }
}
