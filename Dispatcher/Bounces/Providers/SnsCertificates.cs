using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>
/// The certificates that Amazon SNS signs with, each fetched once. A new one has a new address. One fetch at a time,
/// and few in a while: until a message is found genuine, a stranger may have named the address.
/// </summary>
internal sealed class SnsCertificates(SnsFetch fetch, TimeProvider clock) : IDisposable
{
    /// <summary>Amazon has one at a time, and a new one each year; more are guesses of a stranger.</summary>
    private const int Most = 16;

    /// <summary>Fetches that found nothing; then nothing is fetched for a while.</summary>
    private const int MostFailures = 5;

    /// <summary>How long a failure is remembered; SNS posts again for an hour.</summary>
    private static readonly TimeSpan FailureLasts = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly ConcurrentDictionary<Uri, X509Certificate2> _known = new();
    private readonly Dictionary<Uri, DateTimeOffset> _failed = [];

    /// <returns>Null when it cannot be had now.</returns>
    public async Task<X509Certificate2?> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        // Before the turn: what is known must not wait for the fetch of somebody's guess.
        if (_known.TryGetValue(address, out var early))
        {
            return early;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_known.TryGetValue(address, out var known))
            {
                return known;
            }

            var now = clock.GetUtcNow();
            foreach (var (old, _) in _failed.Where(one => now - one.Value >= FailureLasts).ToList())
            {
                _failed.Remove(old);
            }

            if (_failed.ContainsKey(address) || _failed.Count >= MostFailures)
            {
                return null;
            }

            if (Read(await fetch(address, cancellationToken)) is not { } certificate)
            {
                _failed[address] = now;
                return null;
            }

            if (_known.Count >= Most)
            {
                _known.Clear();
            }

            return _known[address] = certificate;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static X509Certificate2? Read(string? pem)
    {
        try
        {
            return pem is null ? null : X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
