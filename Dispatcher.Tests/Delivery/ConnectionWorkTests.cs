using System.Text;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Tests.Delivery;

/// <summary>The order of the steps, and the outcome of each fault, with any ledger.</summary>
[TestFixture]
internal sealed class ConnectionWorkTests
{
    [Test]
    public async Task The_intent_comes_before_the_message_and_the_outcome_after_the_answer()
    {
        var book = new Notebook("ana", "bea");

        await RunAsync(book);

        Assert.That(
            book.Steps,
            Is.EqualTo([
                "claim ana",
                "make ana",
                "send ana",
                "judge ana",
                "settle ana: Accepted",
                "claim bea",
                "make bea",
                "send bea",
                "judge bea",
                "settle bea: Accepted",
                "flush",
            ])
        );
    }

    [Test]
    public async Task A_message_that_must_not_be_sent_is_not_made_and_the_next_one_is_sent()
    {
        var book = new Notebook("ana", "bea") { MayNotGo = "ana" };

        await RunAsync(book);

        Assert.That(book.Steps[..3], Is.EqualTo(["claim ana", "claim bea", "make bea"]));
        Assert.That(book.Steps, Has.None.Contains("settle ana"));
    }

    [Test]
    public async Task A_failure_to_make_one_message_does_not_affect_the_others()
    {
        var book = new Notebook("ana", "bea") { FailsToMake = "ana" };

        await RunAsync(book);

        Assert.That(
            book.Settled["ana"],
            Is.EqualTo(new DeliveryOutcome.Rejected("internal: no such field", RefusalCause.Internal))
        );
        Assert.That(book.Settled["bea"], Is.InstanceOf<DeliveryOutcome.Accepted>());
        Assert.That(book.Unplanned, Is.EqualTo(["ana: no such field"]));
    }

    [Test]
    public async Task A_failure_of_one_hand_over_makes_its_outcome_uncertain_and_does_not_affect_the_others()
    {
        var book = new Notebook("ana", "bea") { FailsToSend = "ana" };

        await RunAsync(book);

        Assert.That(book.Settled["ana"], Is.EqualTo(new DeliveryOutcome.Uncertain("internal: no such socket")));
        Assert.That(book.Settled["bea"], Is.InstanceOf<DeliveryOutcome.Accepted>());
        Assert.That(book.Unplanned, Is.EqualTo(["ana: no such socket"]));
    }

    [Test]
    public async Task A_message_that_was_claimed_before_a_stop_is_released()
    {
        using var stop = new CancellationTokenSource();
        var book = new Notebook("ana") { AtClaim = stop.Cancel };

        await RunAsync(book, stop: stop.Token);

        Assert.That(book.Steps, Has.None.StartsWith("send"));
        Assert.That(book.Settled, Is.EqualTo(new Dictionary<string, DeliveryOutcome?> { ["ana"] = null }));
    }

    [Test]
    public async Task A_message_that_no_relay_takes_in_time_is_released()
    {
        var book = new Notebook("ana") { Patience = new CancellationToken(canceled: true) };

        await RunAsync(book);

        Assert.That(book.Steps, Has.None.StartsWith("send"));
        Assert.That(book.Settled, Is.EqualTo(new Dictionary<string, DeliveryOutcome?> { ["ana"] = null }));
    }

    [Test]
    public async Task Settled_outcomes_are_written_before_a_wait_for_the_pace()
    {
        var book = new Notebook("ana", "bea", "cas");

        // The pace is two in a tenth of a second, so the third message must wait.
        await RunAsync(book, new DeliverySettings { RatePerSecond = 20 });

        Assert.That(book.Steps.IndexOf("flush"), Is.EqualTo(book.Steps.IndexOf("claim cas") - 1));
    }

    private static async Task RunAsync(
        Notebook book,
        DeliverySettings? settings = null,
        CancellationToken stop = default
    )
    {
        var relays = RelayPool.Of(book, TimeProvider.System);
        using var pace = new Pace(settings ?? new DeliverySettings(), TimeProvider.System);
        await using var lease = new RelayLease(relays);
        await new ConnectionWork<string>(book, lease, pace).RunAsync(stop);
    }

    /// <summary>A ledger and a relay that record their calls.</summary>
    private sealed class Notebook(params string[] due) : IOutbox<string>, ITransport, ITransportSession
    {
        private readonly Queue<string> _due = new(due);

        public List<string> Steps { get; } = [];

        public List<string> Unplanned { get; } = [];

        public Dictionary<string, DeliveryOutcome?> Settled { get; } = [];

        public string? MayNotGo { get; init; }

        public string? FailsToMake { get; init; }

        public string? FailsToSend { get; init; }

        public Action AtClaim { get; init; } = () => { };

        public CancellationToken Patience { get; init; }

        public string Name => "a relay";

        public int Sessions => 1;

        public bool IsReady => true;

        public ValueTask<bool> WaitForWorkAsync() => ValueTask.FromResult(_due.Count > 0);

        public Task<ClaimedMessage<string>?> ClaimAsync(Func<string, ClaimedMessage<string>> make)
        {
            var item = _due.Dequeue();
            Steps.Add($"claim {item}");
            AtClaim();
            return Task.FromResult(item == MayNotGo ? null : make(item));
        }

        public OutgoingMessage? Make(string item, out string problem)
        {
            Steps.Add($"make {item}");
            problem = "";
            return item == FailsToMake
                ? throw new InvalidOperationException("no such field")
                : new(
                    "letter@example.com",
                    $"{item}@example.org",
                    $"{item}@example.com",
                    Encoding.ASCII.GetBytes($"To: {item}@example.org\r\n"),
                    ["Subject: news\r\n\r\nGood morning.\r\n"u8.ToArray()]
                );
        }

        public CancellationToken PatienceFor(string item) => Patience;

        public DeliveryOutcome Judge(int relay, DeliveryOutcome answer, string item)
        {
            Steps.Add($"judge {item}");
            return answer;
        }

        public Task SettleAsync(ClaimedMessage<string> claimed, DeliveryOutcome? outcome)
        {
            Steps.Add($"settle {claimed.Item}: {outcome?.GetType().Name ?? "let go"}");
            Settled.Add(claimed.Item, outcome);
            return Task.CompletedTask;
        }

        public Task FlushAsync()
        {
            Steps.Add("flush");
            return Task.CompletedTask;
        }

        public void LogUnplanned(Exception error, string item) => Unplanned.Add($"{item}: {error.Message}");

        public ITransportSession Open() => this;

        public Task<DeliveryOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            var item = message.To.Split('@')[0];
            Steps.Add($"send {item}");
            return item == FailsToSend
                ? throw new InvalidOperationException("no such socket")
                : Task.FromResult<DeliveryOutcome>(new DeliveryOutcome.Accepted("250 ok"));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
