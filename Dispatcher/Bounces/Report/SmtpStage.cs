namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>At which command a server refused, as far as the bounce tells.</summary>
internal enum SmtpStage
{
    Untold,

    /// <summary>Before the sender was named: connection, EHLO, STARTTLS, AUTH.</summary>
    Connect,

    /// <summary>MAIL: the sender was refused.</summary>
    Mail,

    /// <summary>RCPT: this address was refused.</summary>
    Rcpt,

    /// <summary>RCPT, as far as the reporting system's own words go.</summary>
    LikelyRcpt,

    /// <summary>DATA or its end: the message was seen first.</summary>
    Data,
}
