using Newsletter.Dispatcher.Backups;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// Keeps the text of <c>/metrics</c> for a while, so that frequent requests do not slow down a dispatch.
/// Tests: MetricsTests.
/// </summary>
internal sealed class MetricsPage(
    Database database,
    Readiness readiness,
    RelayPool relays,
    BackupSettings backups,
    TimeProvider clock
) : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    /// <summary>Counting a million rows takes about a second: it may cost a twentieth of the time at most.</summary>
    private const int LifetimesPerCost = 20;

    private readonly SemaphoreSlim _one = new(1);
    private byte[] _text = [];
    private long? _readAt;
    private TimeSpan _lifetime;

    public async Task<byte[]> TextAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_readAt is not { } readAt || clock.GetElapsedTime(readAt) >= _lifetime)
            {
                var begin = clock.GetTimestamp();
                var numbers = await ServiceNumbers.ReadAsync(database, clock, cancellationToken);
                _text = await MetricsText.OfAsync(
                    numbers,
                    ReadyEndpoint.Red(readiness, relays),
                    readiness.Waiting,
                    backups.Folder is { } folder ? BackupFolder.Newest(folder) : null,
                    cancellationToken
                );
                var cost = clock.GetElapsedTime(begin) * LifetimesPerCost;
                (_readAt, _lifetime) = (clock.GetTimestamp(), cost > Shortest ? cost : Shortest);
            }

            return _text;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
