namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>The call for which a script decides.</summary>
/// <param name="Connection">The number of the connection, from 1 in the order of accept.</param>
/// <param name="Message">The number of the MAIL command on this connection, from 1; 0 before the first.</param>
/// <param name="Line">The command line as received, without CRLF; empty at Connect, Body and AfterData.</param>
/// <param name="Recipient">At Rcpt the address, after that the first accepted one; empty before.</param>
internal sealed record SmtpCall(Stage Stage, int Connection, int Message, string Line, string Recipient);
