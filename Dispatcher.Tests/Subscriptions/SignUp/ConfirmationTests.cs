using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Subscriptions.SignUp;

[TestFixture, Integration]
internal sealed class ConfirmationTests
{
    private SubscriptionsAtWork _at = null!;

    [SetUp]
    public async Task Prepare() => _at = await SubscriptionsAtWork.CreateAsync();

    [TearDown]
    public void Clean() => _at.Dispose();

    [Test]
    public async Task A_look_at_the_link_changes_nothing()
    {
        await _at.AskAsync("ana@example.org");
        var before = await DumpAsync();

        var found = await _at.Confirmations.FindAsync(await _at.LastConfirmTokenAsync(), CancellationToken.None);

        Assert.That(
            (found, await DumpAsync()),
            Is.EqualTo((new PendingConfirmation("ana@example.org", IsAddressChange: false, IsConfirmed: false), before))
        );
    }

    [Test]
    public async Task Who_confirms_is_active_and_welcome_and_knows_when_it_begins()
    {
        await _at.AskAsync("ana@example.org", "America/New_York");

        var result = await _at.Confirmations.ConfirmAsync(await _at.LastConfirmTokenAsync(), CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                result,
                Is.EqualTo(
                    new ConfirmResult
                    {
                        Outcome = ConfirmOutcome.Confirmed,
                        SubscriberId = 1,
                        Subscriber = new(1, Epoch: 0),
                        Email = "ana@example.org",
                        FirstIssue = "Monday, 23 November, 06:00",
                    }
                )
            );
            Assert.That(
                await _at.ListAsync("SELECT status || ' ' || confirmed_at || ' ' || (term IS NULL) FROM subscribers"),
                Is.EqualTo(new[] { "active 1795420800000 1" })
            );
            Assert.That(
                await _at.ListAsync("SELECT kind || ' ' || once_key || ' ' || mail_values FROM mails WHERE id = 2"),
                Is.EqualTo(new[] { """welcome welcome:1 {"first_issue":"Monday, 23 November, 06:00"}""" })
            );
            Assert.That(await _at.EventsAsync(1), Is.EqualTo(new[] { "signed-up", "confirmed" }));
        }
    }

    [Test]
    public async Task It_works_once_and_a_second_click_is_told_so()
    {
        await _at.AskAsync("ana@example.org");
        var token = await _at.LastConfirmTokenAsync();

        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(_ => Task.Run(() => _at.Confirmations.ConfirmAsync(token, CancellationToken.None)))
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                results.Select(result => result.Outcome),
                Is.EquivalentTo(new[] { ConfirmOutcome.Confirmed, ConfirmOutcome.AlreadyConfirmed })
            );
            Assert.That(await _at.MailsAsync(), Is.EqualTo(new[] { "confirm", "welcome" }));
            Assert.That((await _at.Confirmations.FindAsync(token, CancellationToken.None))?.IsConfirmed, Is.True);
        }
    }

    [Test]
    public async Task After_seven_days_it_is_no_good()
    {
        await _at.AskAsync("ana@example.org");
        var token = await _at.LastConfirmTokenAsync();

        _at.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        var before = await _at.Confirmations.FindAsync(token, CancellationToken.None);
        _at.Clock.Advance(TimeSpan.FromSeconds(1));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(before, Is.Not.Null);
            await AssertNoGoodAsync(token, "pending");
        }
    }

    [Test]
    public async Task After_leaving_an_old_confirmation_is_no_good()
    {
        await _at.AskAsync("ana@example.org");
        var first = await _at.LastConfirmTokenAsync();
        _at.Clock.Advance(TimeSpan.FromDays(1));
        await _at.AskAsync("ana@example.org");
        var second = await _at.LastConfirmTokenAsync();
        await _at.Confirmations.ConfirmAsync(second, CancellationToken.None);

        await _at.Departures.LeaveAsync(_at.Unsubscribe(1), CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            await AssertNoGoodAsync(first, "unsubscribed");
            await AssertNoGoodAsync(second, "unsubscribed");
        }
    }

    [Test]
    public async Task One_for_an_address_that_was_changed_is_no_good()
    {
        await _at.AskAsync("ana@example.org");
        var token = await _at.LastConfirmTokenAsync();
        await _at.ExecuteAsync("UPDATE subscribers SET email = 'ben@example.org', email_key = 'ben@example.org'");

        Assert.That(
            (await _at.Confirmations.ConfirmAsync(token, CancellationToken.None)).Outcome,
            Is.EqualTo(ConfirmOutcome.NoGood)
        );
    }

    [Test]
    public async Task A_token_of_another_purpose_or_of_nobody_is_no_good()
    {
        await _at.AskAsync("ana@example.org");

        foreach (
            var token in new[]
            {
                "",
                "x",
                _at.Unsubscribe(1),
                _at.Manage(1),
                _at.Tokens.Sign(TokenPurpose.Confirm, 1),
                _at.Tokens.Sign(TokenPurpose.Confirm, 99, _at.Clock.GetUtcNow().AddDays(1)),
            }
        )
        {
            Assert.That(
                (await _at.Confirmations.ConfirmAsync(token, CancellationToken.None)).Outcome,
                Is.EqualTo(ConfirmOutcome.NoGood),
                token
            );
        }
    }

    [Test]
    public async Task Who_bounced_comes_back_and_the_history_says_so()
    {
        await _at.AddAsync("ana@example.org", "bounced");
        await _at.ExecuteAsync(
            "INSERT INTO suppressions (email_key, kind, reason, evidence, created_at) VALUES ('ana@example.org', "
                + "'bounce', 'dead-address', '550 5.1.1', 0)"
        );

        await _at.JoinAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _at.StatusAsync(), Is.EqualTo("active"));
            Assert.That(await _at.ScalarAsync<long>("SELECT count(*) FROM suppressions"), Is.Zero);
            Assert.That(
                await _at.EventsAsync(1),
                Is.EqualTo(new[] { "signed-up", "confirmed", "came-back bounced: dead-address" })
            );
        }
    }

    [Test]
    public async Task A_complaint_after_the_mail_makes_it_no_good()
    {
        await _at.AskAsync("ana@example.org");
        await _at.ExecuteAsync(
            "INSERT INTO suppressions (email_key, kind, reason, evidence, created_at) VALUES ('ana@example.org', "
                + "'complaint', 'complaint', 'report', 0)"
        );

        await AssertNoGoodAsync(await _at.LastConfirmTokenAsync(), "pending");
    }

    private async Task AssertNoGoodAsync(string token, string status)
    {
        Assert.That(await _at.Confirmations.FindAsync(token, CancellationToken.None), Is.Null);
        Assert.That(
            await _at.Confirmations.ConfirmAsync(token, CancellationToken.None),
            Is.EqualTo(ConfirmResult.NoGood)
        );
        Assert.That(await _at.StatusAsync(), Is.EqualTo(status));
    }

    private async Task<string> DumpAsync() =>
        string.Join(
            '\n',
            [
                .. await _at.ListAsync("SELECT json_array(status, updated_at, confirmed_at) FROM subscribers"),
                .. await _at.ListAsync("SELECT json_array(id, used_at, expires_at) FROM confirmations"),
                .. await _at.MailsAsync(),
                .. await _at.EventsAsync(1),
            ]
        );
}
