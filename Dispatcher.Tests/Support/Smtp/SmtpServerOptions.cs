using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>
/// The features of a <see cref="ScriptedSmtpServer"/>; the defaults are those of an ordinary relay without TLS and
/// login.
/// </summary>
internal sealed record SmtpServerOptions
{
    /// <summary>The port to listen on; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// EHLO keywords. STARTTLS and AUTH are added if <see cref="Tls"/> and <see cref="User"/> are set.
    /// </summary>
    public IReadOnlyList<string> Capabilities { get; init; } =
    ["PIPELINING", "SIZE 52428800", "8BITMIME", "ENHANCEDSTATUSCODES", "SMTPUTF8"];

    /// <summary>False: EHLO is answered with 502, as servers before 1995 did.</summary>
    public bool KnowsEhlo { get; init; } = true;

    public SmtpTls Tls { get; init; }

    /// <summary>Needed with TLS; see <see cref="TestCertificate"/>.</summary>
    public X509Certificate2? Certificate { get; init; }

    public SslProtocols TlsVersions { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>If set, MAIL is answered with 530 before a login with this name and <see cref="Password"/>.</summary>
    public string? User { get; init; }

    public string Password { get; init; } = "";

    /// <summary>Offered mechanisms; only PLAIN and LOGIN can succeed.</summary>
    public IReadOnlyList<string> Mechanisms { get; init; } = ["PLAIN", "LOGIN"];

    /// <summary>If set, a line of JSON for each message is synced to this file before the reply to the dot.</summary>
    public string? JournalFile { get; init; }

    /// <summary>Gives the time stamps of messages and the script's pauses.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The largest message in bytes, as announced by the SIZE keyword (RFC 1870).</summary>
    public long MaxSize =>
        Capabilities.FirstOrDefault(c => c.StartsWith("SIZE ", StringComparison.Ordinal)) is { } size
        && long.TryParse(size.AsSpan(5), out var bytes)
            ? bytes
            : long.MaxValue;
}
