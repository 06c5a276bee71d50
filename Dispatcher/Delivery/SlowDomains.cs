using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// The domains whose servers asked through a relay for less speed, each with the pace found so far. Each gets its own
/// lane in the next run (<see cref="Lanes.With"/>), so that it does not hold up the others. There is one for the life
/// of the program.
/// Tests: RunWatchTests.
/// </summary>
internal sealed class SlowDomains(TimeProvider clock)
{
    /// <summary>The most lanes; if yet another domain asks for less speed, its messages are deferred.</summary>
    public const int Most = 20;

    /// <summary>
    /// The first pace, in messages a second. The real one is unknown, because nobody counts what a domain takes while
    /// it takes everything.
    /// </summary>
    private const double FirstPace = 7;

    private readonly ConcurrentDictionary<string, FoundPace> _paces = new(StringComparer.OrdinalIgnoreCase);
    private readonly long _start = clock.GetTimestamp();

    /// <summary>Names of the domains, and of the lanes of the settings, that have a reduced pace now.</summary>
    public IReadOnlyList<string> Names =>
        [.. _paces.Where(pace => Locked(pace.Value, found => found.PerSecond) is not null).Select(pace => pace.Key)];

    /// <summary>A sentence for the operator for each; empty when none is slow.</summary>
    public IReadOnlyList<string> Sentences =>
        [.. _paces.Select(Sentence).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>The present time, as <see cref="TryRefuse"/> needs it.</summary>
    public TimeSpan Now => clock.GetElapsedTime(_start);

    /// <summary>Records that a domain asked for less speed.</summary>
    /// <param name="name">The domain, or the name of its lane in the settings.</param>
    /// <param name="sentAt">When the hand-over of the message began.</param>
    /// <returns>False when there are too many slow domains.</returns>
    public bool TryRefuse(string name, string reply, TimeSpan sentAt)
    {
        if (_paces.Count >= Most && !_paces.ContainsKey(name))
        {
            return false;
        }

        var pace = _paces.GetOrAdd(name.ToLowerInvariant(), _ => new FoundPace(FirstPace));
        lock (pace)
        {
            pace.Refused(reply, sentAt, Now);
        }

        return true;
    }

    /// <summary>
    /// Waits until the next message of a lane may go; returns at once when the lane has no reduced pace.
    /// </summary>
    /// <exception cref="OperationCanceledException">The program stops while waiting.</exception>
    public async ValueTask WaitAsync(string name, CancellationToken cancellationToken)
    {
        while (
            TryFind(name, out var pace) && Locked(pace, found => found.Take(Now)) is var wait && wait > TimeSpan.Zero
        )
        {
            await Task.Delay(wait, clock, cancellationToken);
        }
    }

    /// <summary>Records that a message of a lane was accepted.</summary>
    public void Accepted(string name)
    {
        if (TryFind(name, out var pace))
        {
            lock (pace)
            {
                pace.Accepted(Now);
            }
        }
    }

    private bool TryFind(string name, [NotNullWhen(true)] out FoundPace? pace)
    {
        pace = null;
        return !_paces.IsEmpty && _paces.TryGetValue(name, out pace);
    }

    private static string? Sentence(KeyValuePair<string, FoundPace> slow) =>
        Locked(
            slow.Value,
            found => found.PerSecond is { } rate ? PaceWords.OfDomain(slow.Key, rate, found.Reply ?? "") : null
        );

    private static T Locked<T>(FoundPace pace, Func<FoundPace, T> read)
    {
        lock (pace)
        {
            return read(pace);
        }
    }
}
