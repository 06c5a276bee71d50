using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Desk.Live;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>What goes over the stream of a dispatch.</summary>
[TestFixture, Integration]
internal sealed class LiveFeedTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Six);
    private readonly Channel<string> _written = Channel.CreateUnbounded<string>();
    private Workplace _work = null!;
    private RunningDispatches _running = null!;
    private LiveDispatches _live = null!;

    [SetUp]
    public async Task Open()
    {
        _work = await Workplace.CreateAsync(subscribers: 4, _clock);
        await _work.BeginAsync(_work.Dispatcher(_work.Pickup()));
        _running = new(_clock, NullLogger<RunningDispatches>.Instance);
        _live = new(_work.Database, _work.Newsletter, RelayPool.Of(_work.Pickup(), _clock), _running, _clock);
    }

    [TearDown]
    public void Close()
    {
        _running.Dispose();
        _work.Dispose();
    }

    [Test, CancelAfter(30_000)]
    public async Task An_event_comes_with_each_change_a_comment_in_between_and_the_end_ends_it(CancellationToken stop)
    {
        await _work.Control.PauseAsync(1, "to look", CancellationToken.None);
        var stream = WriteAsync(stop);
        var first = await _written.Reader.ReadAsync(stop);
        var began = _clock.GetUtcNow();
        var beat = await AfterAsync(stop);
        var beatAfter = _clock.GetUtcNow() - began;
        await _work.ExecuteAsync("UPDATE deliveries SET state = 'sent' WHERE subscriber_id = 1");
        var changed = await AfterAsync(stop);
        await _work.Control.StopAsync(1, "enough", CancellationToken.None);
        var last = await AfterAsync(stop);
        await stream;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Sent(first), Is.EqualTo("0"));
            Assert.That(beatAfter, Is.GreaterThanOrEqualTo(LiveFeed.Heartbeat));
            Assert.That(beat, Is.EqualTo(": still here\n\n"));
            Assert.That(Sent(changed), Is.EqualTo("1"));
            Assert.That(last, Does.Contain("\"state\":\"stopped\"").And.Contain("\"isOver\":true"));
        }
    }

    [Test, CancelAfter(30_000)]
    public async Task Five_streams_read_the_database_once_a_second(CancellationToken stop)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var streams = Enumerable.Range(0, 5).Select(_ => WriteAsync(leave.Token)).ToList();
        for (var stream = 0; stream < 5; stream++)
        {
            await _written.Reader.ReadAsync(stop);
        }

        Assert.That(_live.Readings, Is.EqualTo(1));
        await leave.CancelAsync();
        await Assert.ThatAsync(() => Task.WhenAll(streams), Throws.InstanceOf<OperationCanceledException>());
    }

    private Task WriteAsync(CancellationToken stop) =>
        new LiveFeed(_live, _work.Newsletter, _clock).WriteAsync(
            1,
            async (bytes, cancellationToken) =>
                await _written.Writer.WriteAsync(Encoding.UTF8.GetString(bytes.Span), cancellationToken),
            stop
        );

    /// <summary>Moves the clock, a little at a time, until something is written.</summary>
    private async Task<string> AfterAsync(CancellationToken stop)
    {
        var next = _written.Reader.ReadAsync(stop).AsTask();
        while (!next.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.WhenAny(next, Task.Delay(5, stop));
        }

        return await next;
    }

    private static string? Sent(string written)
    {
        Assert.That(written, Does.StartWith("data: ").And.EndsWith("\n\n"));
        using var json = JsonDocument.Parse(written["data: ".Length..]);
        return json.RootElement.GetProperty("texts").GetProperty("sent").GetString();
    }
}
