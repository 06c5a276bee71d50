using System.Net;
using System.Security.Authentication;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>What a relay showed when it was asked.</summary>
internal sealed record RelayProbeResult
{
    public required RelaySettings Relay { get; init; }

    /// <summary>Empty when its name leads nowhere.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>Null where the connection is in clear text.</summary>
    public SslProtocols? Tls { get; init; }

    /// <summary>When its certificate ends; null where none was shown.</summary>
    public DateTimeOffset? CertificateEnds { get; init; }

    /// <summary>Largest message that it takes, in octets; 0 where it names none (RFC 1870).</summary>
    public long LargestMessage { get; init; }

    /// <summary>Why it cannot be used, and what to do; null when it can.</summary>
    public (string Says, string Do)? Trouble { get; init; }
}
