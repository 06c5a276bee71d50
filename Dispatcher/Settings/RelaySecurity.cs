namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// How a connection to a relay is secured. There is no opportunistic choice: it would go on in clear text.
/// </summary>
internal enum RelaySecurity
{
    /// <summary>TLS after STARTTLS, or nothing is sent.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314 3.3).</summary>
    Tls,

    /// <summary>Clear text, for a relay on this machine or a private network.</summary>
    None,
}
