namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>The stages of a session at which a script can act.</summary>
internal enum Stage
{
    /// <summary>The greeting.</summary>
    Connect,
    Ehlo,
    Helo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,

    /// <summary>
    /// After 354 (or at BDAT), before the body is read. A reply here is an early one: no reply follows the dot.
    /// </summary>
    Body,

    /// <summary>The end of the body has come.</summary>
    AfterData,
    Rset,
    Noop,
    Quit,
}
