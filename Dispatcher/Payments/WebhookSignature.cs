using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Stripe;

namespace Newsletter.Dispatcher.Payments;

/// <summary>
/// Whether Stripe posted this, and posted it just now: <c>t=SECONDS,v1=HMAC-SHA-256 of "t.body"</c>.
/// Tests: WebhookTests.
/// </summary>
/// <remarks>
/// Half of <c>EventUtility.ConstructEvent</c>: its other half throws when an event has not the shape of the
/// library's own API version, and an event that we do not even need would be refused for ever. <see
/// cref="StripeEventReader"/> reads it instead.
/// </remarks>
internal static partial class WebhookSignature
{
    /// <summary>An older post may be a recording that is sent again.</summary>
    private const int ToleranceSeconds = 300;

    /// <summary>What can be seen before the body is there: the header's form, and a time of now.</summary>
    public static bool IsPossible([NotNullWhen(true)] string? signature, DateTimeOffset now) =>
        signature is { Length: <= 1000 }
        && Form.Match(signature) is { Success: true } form
        && long.TryParse(form.Groups["seconds"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && Math.Abs(now.ToUnixTimeSeconds() - at) <= ToleranceSeconds;

    /// <returns>The body as JSON; null where Stripe did not sign it, and where it is no event.</returns>
    public static JsonDocument? Open(string body, string? signature, string secret, DateTimeOffset now)
    {
        if (!IsPossible(signature, now))
        {
            return null;
        }

        try
        {
            EventUtility.ValidateSignature(body, signature, secret, ToleranceSeconds, now.ToUnixTimeSeconds());
            return JsonDocument.Parse(body);
        }
        catch (Exception e) when (e is StripeException or JsonException or FormatException or OverflowException)
        {
            return null;
        }
    }

    [GeneratedRegex("^t=(?<seconds>[0-9]{1,12})(,[a-z0-9]{1,10}=[0-9A-Za-z]{1,128})+$", RegexOptions.CultureInvariant)]
    private static partial Regex Form { get; }
}
