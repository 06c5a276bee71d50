using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary>Lets programs with the key into <c>/api/v1</c>, at a measured pace. Tests: ExtendEndpointTests.</summary>
/// <remarks>Wrong keys are counted apart, so that nobody without the key can keep out those who have it.</remarks>
internal sealed class ApiKey(WebSettings settings) : IDisposable
{
    private readonly byte[]? _key = settings.ApiKey is { } key ? Hash(key) : null;
    private readonly FixedWindowRateLimiter _right = EachMinute(600);
    private readonly FixedWindowRateLimiter _wrong = EachMinute(30);

    /// <returns>Null for who may go on; else the answer for those who may not: 404 without an API, 401, 429.</returns>
    public int? Refuse(string? authorization)
    {
        if (_key is null)
        {
            return StatusCodes.Status404NotFound;
        }

        var isRight =
            AuthenticationHeaderValue.TryParse(authorization, out var header)
            && header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Hash(header.Parameter ?? ""), _key);
        using var lease = (isRight ? _right : _wrong).AttemptAcquire();
        return !lease.IsAcquired ? StatusCodes.Status429TooManyRequests
            : isRight ? null
            : StatusCodes.Status401Unauthorized;
    }

    public void Dispose()
    {
        _right.Dispose();
        _wrong.Dispose();
    }

    /// <summary>All hashes have one length, so a comparison does not tell the key's.</summary>
    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static FixedWindowRateLimiter EachMinute(int requests) =>
        new(
            new()
            {
                PermitLimit = requests,
                Window = TimeSpan.FromMinutes(1),
                QueueLimit = 0,
            }
        );
}
