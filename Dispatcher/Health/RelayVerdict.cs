using System.Globalization;
using System.Net;
using System.Security.Authentication;

namespace Newsletter.Dispatcher.Health;

/// <summary>What a look at a relay means. Pure. Tests: VerdictTests.</summary>
internal static class RelayVerdict
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    /// <param name="largest">The largest message of the next issue, in octets; 0 when there is none.</param>
    public static Check Judge(RelayProbeResult look, long largest, DateTimeOffset now)
    {
        var relay = look.Relay;
        const string Name = "relay";
        if (look.Trouble is { } trouble)
        {
            return Check.Red(Name, Sentence(trouble.Says), trouble.Do);
        }

        if (look.LargestMessage > 0 && largest > look.LargestMessage)
        {
            return Check.Red(
                Name,
                Say($"{relay} takes messages of {look.LargestMessage} octets, and the next issue has {largest}."),
                "Take images out of the issue, or set Newsletter:Images to link."
            );
        }

        if (look.CertificateEnds is { } ends && ends - now < Soon)
        {
            return Check.Yellow(
                Name,
                Say($"The certificate of {relay} ends on {ends.UtcDateTime:yyyy-MM-dd}."),
                "See that it is renewed before."
            );
        }

#pragma warning disable SYSLIB0039, CA5397, CS0618 // Old versions are named here in order to warn of them.
        if (look.Tls is SslProtocols.Tls or SslProtocols.Tls11 or SslProtocols.Ssl2 or SslProtocols.Ssl3)
#pragma warning restore SYSLIB0039, CA5397, CS0618
        {
            return Check.Yellow(
                Name,
                $"{relay} speaks {look.Tls}, which RFC 8996 put an end to.",
                "Have the relay speak TLS 1.2 or newer."
            );
        }

        if (look.Tls is null && !look.Addresses.All(IPAddress.IsLoopback))
        {
            return Check.Yellow(
                Name,
                $"The way to {relay} is in clear text.",
                "Set Security of the relay to starttls or tls, unless the network between is yours alone."
            );
        }

        var tls = look.Tls is { } version
            ? $"{version.ToString().Replace("Tls1", "TLS 1.", StringComparison.Ordinal)}"
            : "clear text on this machine";
        var login = relay.UserName is null ? "no login" : "login accepted";
        var certificate = look.CertificateEnds is { } end
            ? Say($", certificate until {end.UtcDateTime:yyyy-MM-dd}")
            : "";
        var size = look.LargestMessage > 0 ? Say($", messages up to {look.LargestMessage / 1024} kB") : "";
        return Check.Green(Name, $"{relay} answers: {tls}{certificate}, {login}{size}.");
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";
}
