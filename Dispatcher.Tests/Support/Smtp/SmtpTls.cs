namespace Newsletter.Dispatcher.Tests.Support.Smtp;

internal enum SmtpTls
{
    None,

    /// <summary>Offers STARTTLS (RFC 3207).</summary>
    StartTls,

    /// <summary>TLS from the first byte, as on port 465 (RFC 8314).</summary>
    Implicit,
}
