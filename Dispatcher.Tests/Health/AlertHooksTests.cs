using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Health;

[TestFixture, Integration]
internal sealed class AlertHooksTests
{
    private static readonly Alert Red = Alert.OfChecks(
        "The Letter",
        new DateOnly(2026, 11, 24),
        [Check.Red("relay", "smtp.example.org:25 does not answer.", "Start it.")]
    );

    [TestCase(0, 1, null)]
    [TestCase(2, 3, null)]
    [TestCase(9, 3, "it answers 503")]
    public async Task A_webhook_is_tried_three_times(int refusals, int calls, string? fault)
    {
        await using var server = await HookServer.StartAsync(refusals);
        var clock = new FakeTimeProvider();
        using var http = AlertHooks.Client();

        var posting = new AlertHooks(http, clock).PostAsync(server.Address("/hook"), Red, CancellationToken.None);
        while (!posting.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(5);
        }

        Assert.That(await posting, Is.EqualTo(fault));
        Assert.That(server.Calls, Has.Count.EqualTo(calls));
        Assert.That(
            server.Bodies("POST /hook")[0],
            Does.StartWith(
                    """{"kind":"checks","state":"red","subject":"The Letter: the issue of Tuesday, 2026-11-24 is in """
                        + """danger (relay)","text":"""
                )
                .And.Contain(
                    """{"name":"relay","state":"red","says":"smtp.example.org:25 does not answer.","do":"Start it."}"""
                )
        );
    }

    [Test]
    public async Task A_webhook_that_is_not_there_is_no_failure_of_ours()
    {
        var clock = new FakeTimeProvider();
        using var http = AlertHooks.Client();

        var posting = new AlertHooks(http, clock).PostAsync(
            new Uri($"http://127.0.0.1:{Peer.FreePort()}/canary"),
            Red,
            CancellationToken.None
        );
        while (!posting.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(5);
        }

        Assert.That(await posting, Is.EqualTo("it cannot be reached (ConnectionError)"));
    }
}
