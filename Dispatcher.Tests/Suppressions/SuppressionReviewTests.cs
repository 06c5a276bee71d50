using Dapper;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Suppressions;

/// <summary>What relays say about an address, from the reply to the list of those who get nothing any more.</summary>
[TestFixture, Integration]
internal sealed class SuppressionReviewTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 5, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Monday);
    private Workplace _work = null!;
    private ScriptedSmtpServer _server = null!;
    private string? _reply;

    /// <summary>What happens in the database before the server answers.</summary>
    private string? _meanwhile;

    [SetUp]
    public async Task Open()
    {
        _work = await Workplace.CreateAsync(subscribers: 20, _clock);
        _server = ScriptedSmtpServer.Start();
        _server.On(
            Stage.Rcpt,
            call =>
            {
                if (_reply is null || !call.Line.Contains("reader7@", StringComparison.Ordinal))
                {
                    return null;
                }

                if (_meanwhile is { } sql)
                {
                    _work.ExecuteAsync(sql).GetAwaiter().GetResult();
                }

                return SmtpAction.Reply(_reply);
            }
        );
    }

    [TearDown]
    public async Task Close()
    {
        await _server.DisposeAsync();
        _work.Dispose();
    }

    [Test]
    public async Task A_dead_address_is_suppressed_with_the_words_of_the_relay_and_gets_no_next_issue()
    {
        _reply = "550 5.1.1 no such user";
        await SendAsync(day: 0);
        await SendAsync(day: 1);

        Assert.That(
            await SuppressedAsync(),
            Is.EqualTo(new[] { ("reader7@example.org", "the mailbox does not exist", "550 5.1.1 no such user") })
        );
        Assert.That(await StatusAsync(), Is.EqualTo("bounced"));
        Assert.That(
            (
                await SubscriberEvents.OfAsync(
                    _work.Database,
                    EmailAddress.Parse("reader7@example.org"),
                    CancellationToken.None
                )
            ).Select(one => (one.Event, one.Detail)),
            Is.EqualTo(new[] { (SubscriberEvent.Bounced, "the mailbox does not exist") }),
            "what subscriber show prints"
        );
        Assert.That(_server.Messages, Has.Count.EqualTo(38));
    }

    [Test]
    public async Task A_full_mailbox_is_suppressed_after_five_issues_over_two_weeks_and_not_before()
    {
        _reply = "552 5.2.2 mailbox full";
        foreach (var day in new[] { 0, 4, 8, 11 })
        {
            await SendAsync(day);
        }

        var early = await SuppressedAsync();
        await SendAsync(day: 14);

        Assert.That(early, Is.Empty);
        Assert.That((await SuppressedAsync()).Single().Address, Is.EqualTo("reader7@example.org"));
    }

    [Test]
    public async Task One_issue_that_arrives_wipes_the_slate()
    {
        _reply = "552 5.2.2 mailbox full";
        foreach (var day in new[] { 0, 4, 8, 11 })
        {
            await SendAsync(day);
        }

        _reply = null;
        await SendAsync(day: 12);
        _reply = "552 5.2.2 mailbox full";
        await SendAsync(day: 14);

        Assert.That(await SuppressedAsync(), Is.Empty);
    }

    [Test]
    public async Task A_refusal_of_what_we_sent_says_nothing_about_the_address()
    {
        _reply = "550 5.7.1 spam";
        foreach (var day in new[] { 0, 4, 8, 11, 14, 18 })
        {
            await SendAsync(day);
        }

        Assert.That(await SuppressedAsync(), Is.Empty);
        Assert.That(await StatusAsync(), Is.EqualTo("active"));
    }

    [Test]
    public async Task An_address_that_was_changed_meanwhile_is_not_blamed_for_the_old_one()
    {
        var dispatcher = _work.Dispatcher(_work.Relay(_server.Port));
        _reply = "550 5.1.1 no such user";
        _meanwhile = "UPDATE subscribers SET email = 'new@example.org', email_key = 'new@example.org' WHERE id = 7";
        var dispatch = await _work.BeginAsync(dispatcher, cutOff: TimeSpan.FromHours(2));

        await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);

        Assert.That((await SuppressedAsync()).Single().Address, Is.EqualTo("reader7@example.org"));
        Assert.That(await StatusAsync(), Is.EqualTo("active"));
    }

    private async Task SendAsync(int day)
    {
        _clock.SetUtcNow(Monday.AddDays(day));
        var dispatcher = _work.Dispatcher(_work.Relay(_server.Port));
        var package = _work.Package(_work.Issue($"letter-{day}.md"));
        var dispatch = await _work.BeginAsync(
            dispatcher,
            package,
            DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime),
            TimeSpan.FromHours(6)
        );
        await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);
        _clock.Advance(TimeSpan.FromHours(6));
        await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);
    }

    private async Task<IReadOnlyList<(string Address, string Reason, string Evidence)>> SuppressedAsync()
    {
        await using var connection = await _work.Database.OpenAsync(CancellationToken.None);
        return
        [
            .. await connection.QueryAsync<(string, string, string)>(
                "SELECT email_key, reason, evidence FROM suppressions"
            ),
        ];
    }

    private async Task<string> StatusAsync()
    {
        await using var connection = await _work.Database.OpenAsync(CancellationToken.None);
        return await connection.QuerySingleAsync<string>("SELECT status FROM subscribers WHERE id = 7");
    }
}
