using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Delivery;

/// <summary>A fault of ours or of the relay must not affect the whole list: the dispatch pauses and says why.</summary>
[TestFixture, Integration]
internal sealed class PausedDispatchTests
{
    private const int Subscribers = 200;

    [Test]
    public async Task When_all_recipients_are_refused_all_deliveries_stay_pending()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.On(Stage.Rcpt, SmtpAction.Reply("550 5.7.1 listed at rbl"));

        var (dispatch, counts) = await SendAsync(server);

        Assert.That(dispatch.State, Is.EqualTo(DispatchState.Paused));
        Assert.That(
            dispatch.Reason,
            Does.Contain("the relay refuses us by a rule or a block list").And.Contain("550 5.7.1 listed at rbl")
        );
        Assert.That(counts, Is.EqualTo(new Dictionary<string, long> { ["pending"] = Subscribers }));
    }

    [TestCase("SIZE 1000", "takes messages of 1000 octets, and this one has")]
    [TestCase("SIZE", "552 5.3.4 larger than we take")]
    public async Task When_the_message_is_too_large_for_the_relay_all_deliveries_stay_pending(
        string size,
        string reason
    )
    {
        await using var server = ScriptedSmtpServer.Start(
            new SmtpServerOptions { Capabilities = ["PIPELINING", size] }
        );
        server.On(Stage.Mail, SmtpAction.Reply("552 5.3.4 larger than we take"));

        var (dispatch, counts) = await SendAsync(server);

        Assert.That(dispatch.State, Is.EqualTo(DispatchState.Paused));
        Assert.That(
            dispatch.Reason,
            Does.StartWith($"127.0.0.1:{server.Port} ").And.Contain(reason).And.EndWith("; then resume.")
        );
        Assert.That(counts, Is.EqualTo(new Dictionary<string, long> { ["pending"] = Subscribers }));
    }

    [Test]
    public async Task A_relay_that_drops_each_connection_after_the_data_leaves_few_uncertain_deliveries()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.On(Stage.AfterData, SmtpAction.Reset);

        var (dispatch, counts) = await SendAsync(server);

        Assert.That(dispatch.State, Is.EqualTo(DispatchState.Paused));
        Assert.That(dispatch.Reason, Does.Contain("got no reply after their data"));
        Assert.That(counts["uncertain"], Is.InRange(10, 50));
        Assert.That(counts["pending"], Is.EqualTo(Subscribers - counts["uncertain"]));
    }

    [Test]
    public async Task A_few_dead_addresses_do_not_pause_the_dispatch()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.On(
            Stage.Rcpt,
            call =>
                call.Line.Contains("0@", StringComparison.Ordinal) ? SmtpAction.Reply("550 5.1.1 no such user") : null
        );

        var (dispatch, counts) = await SendAsync(server);

        Assert.That(dispatch.State, Is.EqualTo(DispatchState.Done));
        Assert.That(counts, Is.EqualTo(new Dictionary<string, long> { ["sent"] = 180, ["failed"] = 20 }));
    }

    private static async Task<(Dispatch Dispatch, IReadOnlyDictionary<string, long> Counts)> SendAsync(
        ScriptedSmtpServer server
    )
    {
        using var work = await Workplace.CreateAsync(Subscribers);
        var dispatch = await work.SendAllAsync(work.Relay(server.Port));
        return (dispatch, await work.CountsAsync(dispatch));
    }
}
