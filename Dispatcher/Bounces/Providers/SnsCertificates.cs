using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>
/// The certificates that Amazon SNS signs with, each fetched once. A new one has a new address. One fetch at a time,
/// and few in a while: until a message is found genuine, a stranger may have named the address. Certificates of genuine
/// messages are kept in the database, so that no invented address keeps them out, also after a restart.
/// Tests: ProviderSignatureTests.
/// </summary>
internal sealed class SnsCertificates(SnsFetch fetch, SnsCertificateTable table, TimeProvider clock) : IDisposable
{
    /// <summary>Amazon has one at a time, and a new one each year; more are guesses of a stranger.</summary>
    private const int Most = 16;

    /// <summary>Fetches that found nothing; then nothing is fetched for a while.</summary>
    private const int MostFailures = 5;

    /// <summary>How long a failure is remembered; SNS posts again for an hour.</summary>
    private static readonly TimeSpan FailureLasts = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly ConcurrentDictionary<Uri, X509Certificate2> _known = new();
    private readonly ConcurrentDictionary<Uri, X509Certificate2> _verified = new();
    private readonly Dictionary<Uri, DateTimeOffset> _failed = [];
    private bool _isOpen;

    /// <returns>Null when it cannot be had now.</returns>
    public async Task<X509Certificate2?> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        // Before the turn: what is known must not wait for the fetch of somebody's guess.
        if (Find(address) is { } early)
        {
            return early;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            await OpenAsync(cancellationToken);
            if (Find(address) is { } known)
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

    /// <summary>A message was found genuine with a certificate that <see cref="GetAsync"/> returned.</summary>
    public async Task KeepAsync(Uri address, X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        if (!_verified.ContainsKey(address))
        {
            var pem = certificate.ExportCertificatePem();
            await table.KeepAsync(address.AbsoluteUri, pem, clock.GetUtcNow(), cancellationToken);
            _verified[address] = certificate;
        }
    }

    private X509Certificate2? Find(Uri address) =>
        _verified.TryGetValue(address, out var verified) ? verified : _known.GetValueOrDefault(address);

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_isOpen)
        {
            return;
        }

        foreach (var (address, pem) in await table.ReadAsync(cancellationToken))
        {
            if (Read(pem) is { } certificate)
            {
                _verified[new Uri(address)] = certificate;
            }
        }

        _isOpen = true;
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
