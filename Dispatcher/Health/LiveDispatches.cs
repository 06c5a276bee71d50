using System.Collections.Concurrent;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// One reading of each dispatch for everybody who looks at it: pages and streams get the same one, however many they
/// are, so that people on the desk do not slow down a dispatch.
/// </summary>
internal sealed class LiveDispatches(
    Database database,
    NewsletterSettings newsletter,
    RelayPool relays,
    RunningDispatches running,
    TimeProvider clock
) : IDisposable
{
    /// <summary>A page of an old dispatch is asked for now and then; those of many are not kept for ever.</summary>
    private const int MostKept = 50;

    private readonly ConcurrentDictionary<long, LiveDispatch> _known = [];

    /// <summary>How often the database was read, for tests.</summary>
    public int Readings => _known.Values.Sum(one => one.Readings);

    /// <summary>The dispatch as it is now, or was a moment ago.</summary>
    /// <param name="isFresh">True to read again at once, for somebody who has just changed the dispatch.</param>
    /// <returns>Null when there is no such dispatch.</returns>
    public async Task<DispatchReading?> ReadAsync(long id, bool isFresh, CancellationToken cancellationToken)
    {
        if (_known.Count > MostKept)
        {
            _known.Clear();
        }

        var live = _known.GetOrAdd(id, _ => new(id, database, newsletter, relays, running, clock));
        var reading = await live.ReadAsync(isFresh, cancellationToken);
        if (reading is null)
        {
            _known.TryRemove(id, out _);
        }

        return reading;
    }

    public void Dispose()
    {
        foreach (var one in _known.Values)
        {
            one.Dispose();
        }
    }
}
