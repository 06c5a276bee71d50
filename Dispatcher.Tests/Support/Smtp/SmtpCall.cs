namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>What a script is asked about.</summary>
/// <param name="Connection">Number of the connection, from 1 in the order of accept.</param>
/// <param name="Message">Number of the MAIL command on this connection, from 1; 0 before the first.</param>
/// <param name="Line">The command line as it came, without CRLF; empty at Connect, Body and AfterData.</param>
/// <param name="Recipient">At Rcpt the address, from there on the first accepted one; empty before.</param>
internal sealed record SmtpCall(Stage Stage, int Connection, int Message, string Line, string Recipient);
