namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>Where in a session a script may step in.</summary>
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
    /// After 354 (or at BDAT), before the body is read. A reply here is an early one: none follows the dot.
    /// </summary>
    Body,

    /// <summary>The body has come to its end.</summary>
    AfterData,
    Rset,
    Noop,
    Quit,
}
