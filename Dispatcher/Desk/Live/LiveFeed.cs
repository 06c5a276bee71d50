using System.Runtime.CompilerServices;
using System.Text;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Desk.Live;

/// <summary>
/// Writes the stream of a dispatch: an event when something has changed, a comment now and then so that proxies keep
/// the
/// connection, and a last event when the dispatch is over.
/// </summary>
internal sealed class LiveFeed(LiveDispatches dispatches, NewsletterSettings newsletter, TimeProvider clock)
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>After so long without an event, a comment is sent.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private static readonly byte[] StillHere = ": still here\n\n"u8.ToArray();

    /// <summary>Each reading is put into words once, however many streams send it.</summary>
    private readonly ConditionalWeakTable<DispatchReading, LiveText> _texts = [];
    private readonly ConditionalWeakTable<LiveText, string> _lines = [];

    /// <summary>The words for a reading.</summary>
    public LiveText TextOf(DispatchReading reading) =>
        _texts.GetValue(reading, one => LiveText.Of(one, newsletter.TimeZone));

    /// <summary>Writes until the dispatch is over, the reader has gone, or the service stops.</summary>
    /// <param name="write">Sends bytes at once.</param>
    public async Task WriteAsync(
        long dispatchId,
        Func<ReadOnlyMemory<byte>, CancellationToken, Task> write,
        CancellationToken cancellationToken
    )
    {
        string? last = null;
        var writtenAt = clock.GetTimestamp();
        while (await dispatches.ReadAsync(dispatchId, isFresh: false, cancellationToken) is { } reading)
        {
            var text = TextOf(reading);
            var line = _lines.GetValue(text, one => one.ToJson());
            if (line != last || text.IsOver)
            {
                await write(Encoding.UTF8.GetBytes($"data: {line}\n\n"), cancellationToken);
                (last, writtenAt) = (line, clock.GetTimestamp());
            }
            else if (clock.GetElapsedTime(writtenAt) >= Heartbeat)
            {
                await write(StillHere, cancellationToken);
                writtenAt = clock.GetTimestamp();
            }

            if (text.IsOver)
            {
                return;
            }

            await Task.Delay(Interval, clock, cancellationToken);
        }
    }
}
