using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>The certificates that Amazon SNS signs with, each fetched once. A new one has a new address.</summary>
internal sealed class SnsCertificates(SnsFetch fetch)
{
    /// <summary>Amazon has one at a time, and a new one each year; more are guesses of a stranger.</summary>
    private const int Most = 16;

    private readonly ConcurrentDictionary<Uri, X509Certificate2> _known = new();

    /// <returns>Null when it cannot be had now.</returns>
    public async Task<X509Certificate2?> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(address, out var known))
        {
            return known;
        }

        if (await fetch(address, cancellationToken) is not { } pem)
        {
            return null;
        }

        try
        {
            var certificate = X509Certificate2.CreateFromPem(pem);
            if (_known.Count >= Most)
            {
                _known.Clear();
            }

            return _known.GetOrAdd(address, certificate);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
