using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Health;

[TestFixture]
internal sealed class AlertsTests
{
    [Test]
    public async Task A_relay_that_never_answers_is_said_and_is_no_failure_of_the_service()
    {
        var (clock, log, relay) = (new FakeTimeProvider(), new KeptLog<Alerts>(), new SilentRelay());
        using var signer = new DkimSigner([]);
        using var http = AlertHooks.Client();
        var alerts = new Alerts(
            new AlertSettings { To = EmailAddress.Parse("ops@example.org") },
            NewsletterSample.Settings(),
            RelayPool.Of(relay, clock),
            signer,
            new AlertHooks(http, clock),
            clock,
            log
        );

        var telling = alerts.TellAsync(
            Alert.OfChecks("The Letter", new(2026, 11, 24), [Check.Red("relay", "It is silent.", "Look.")]),
            CancellationToken.None
        );
        await relay.IsAsked;
        clock.Advance(TimeSpan.FromSeconds(61));

        Assert.That(await telling, Is.False);
        Assert.That(
            log.Lines.Last(),
            Is.EqualTo("Error: The alert could not be sent by Alerts:To: no relay took it within 60 s")
        );
    }

    /// <summary>Connects for ever.</summary>
    private sealed class SilentRelay : ITransport, ITransportSession
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsAsked => _asked.Task;

        public string Name => "silent";

        public int Sessions => 1;

        public bool IsReady => false;

        public ITransportSession Open() => this;

        public async Task<DeliveryOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException("It cannot come here.");
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
