using System.Text.RegularExpressions;
using MailKit.Net.Smtp;

namespace Newsletter.Dispatcher.Relays;

/// <summary>Sorts what a relay answered into an outcome. Pure, so that every code is a row of a table test.</summary>
/// <remarks>
/// In this order: at which command; the basic code's first digit (RFC 5321 4.2.1); the enhanced code, where it agrees
/// with that digit. The words of the text count only where they ask for less speed or for a new connection
/// (<see cref="RateWords"/>), which counts against no address. docs/replies.md is the same table for operators.
/// </remarks>
internal static partial class SmtpReply
{
    /// <summary>Longest part of a reply that is kept.</summary>
    private const int MaxLength = 512;

    /// <summary>Longest part of a reply that is kept when all is well: enough for a queue id.</summary>
    private const int MaxAcceptedLength = 200;

    /// <summary>The outcome of a parsed reply; a parsed reply is always certain.</summary>
    /// <param name="at">
    /// The command that was answered, as MailKit names it: <see cref="SmtpErrorCode.SenderNotAccepted"/> is MAIL,
    /// <see cref="SmtpErrorCode.MessageNotAccepted"/> the end of the data,
    /// <see cref="SmtpErrorCode.UnexpectedStatusCode"/> DATA.
    /// </param>
    /// <param name="code">The basic code.</param>
    /// <param name="text">The reply's text, untrusted.</param>
    /// <param name="relay">Name of the relay for messages.</param>
    /// <param name="domain">
    /// The recipient's domain, which may ask for less speed by itself; empty where it does not matter.
    /// </param>
    public static DeliveryOutcome Classify(SmtpErrorCode at, int code, string text, string relay, string domain = "")
    {
        var reply = Line(code, text);
        var status = EnhancedStatus.AtStart(text, code / 100);
        return (at, code) switch
        {
            (_, >= 400 and < 600) when RateWords.IsOfSession(text) => new DeliveryOutcome.SessionOver(reply),
            (_, >= 400 and < 600) when RateWords.IsOfRate(code, status, text) => new DeliveryOutcome.Throttled(
                reply,
                RateWords.IsOfDomain(status, text, relay, domain)
            ),
            (_, 421) => Trouble(TroubleKind.Passing, $"{relay} closes the connection: {reply}"),
            (SmtpErrorCode.SenderNotAccepted, >= 500 and < 600) when IsTooLarge(code, status) =>
                new DeliveryOutcome.TooLarge($"{relay} does not take a message of this size from anybody: {reply}"),
            (SmtpErrorCode.SenderNotAccepted, _) => Trouble(
                code is >= 500 ? TroubleKind.Refused : TroubleKind.Unreachable,
                RefusesAtMail(relay, reply)
            ),
            (SmtpErrorCode.MessageNotAccepted, >= 200 and < 300) => Accepted(code, text),

            // Passing and not worse: a relay that passes on what one recipient's server said must not stop the others.
            (_, >= 400 and < 500) when status is { Subject: 3, Detail: 1 } => Trouble(
                TroubleKind.Passing,
                $"{relay} has no room: {reply}"
            ),
            (_, >= 400 and < 500) => new DeliveryOutcome.Deferred(
                reply,
                status is { Subject: 2, Detail: 2 } ? RefusalCause.MailboxFull : RefusalCause.Transient
            ),
            (_, >= 500 and < 600) => CauseOf(status) is var cause and not RefusalCause.Routing
                ? new DeliveryOutcome.Rejected(reply, cause)
                : new DeliveryOutcome.Deferred(reply, RefusalCause.Routing),
            (SmtpErrorCode.MessageNotAccepted, _) => new DeliveryOutcome.Uncertain(
                $"not understood after the data: {reply}"
            ),

            // Also 2yz to DATA: nothing was handed over yet, so it promises nothing.
            _ => new DeliveryOutcome.Deferred($"not understood: {reply}"),
        };
    }

    /// <summary>The outcome of a 2yz after the data.</summary>
    public static DeliveryOutcome.Accepted Accepted(int code, string text) =>
        new(Clean($"{code} {text}", MaxAcceptedLength));

    /// <summary>Code and text on one line, cut to what the ledger keeps, without control characters.</summary>
    public static string Line(int code, string text) => Clean($"{code} {text}");

    /// <summary>A reply for the log: who was meant is shortened to the first letter and the domain.</summary>
    public static string ForLog(string reply) => Address.Replace(reply, "$1***@$2");

    /// <summary>
    /// Untrusted text for ledger, log and screen: one line, at most 512 characters, controls replaced.
    /// </summary>
    public static string Clean(string text) => Clean(text, MaxLength);

    /// <summary>What a 5yz at RCPT, DATA or after the data says (RFC 3463, the registry of RFC 5248).</summary>
    private static RefusalCause CauseOf(EnhancedStatus? status) =>
        status is { } code
            ? EnhancedCodes.CauseOf(EnhancedCodes.MeaningOf(code.Subject, code.Detail))
            : RefusalCause.Unspecified;

    /// <summary>The answer to the size that MAIL declares (RFC 1870 6.1); a bare 552 says nothing else there.</summary>
    private static bool IsTooLarge(int code, EnhancedStatus? status) =>
        status is { Subject: 3, Detail: 4 } or { Subject: 2, Detail: 3 } || (code is 552 && status is null);

    /// <summary>
    /// At MAIL nothing but our sender is known to the relay, so that is what it refuses, unless its words name another
    /// cause.
    /// </summary>
    private static string RefusesAtMail(string relay, string reply) =>
        RelayAdvice.Named(reply) is { } fault
            ? $"{relay}: {fault.What}: {reply}. {fault.ToDo}."
            : $"{relay} refuses our sender: {reply}. Check Newsletter:From and what the relay allows.";

    private static DeliveryOutcome.RelayTrouble Trouble(TroubleKind kind, string message) =>
        new(new Trouble(kind, message));

    private static string Clean(string text, int maxLength)
    {
        var length = Math.Min(text.Length, maxLength);
        return string.Create(
                length,
                text,
                static (line, source) =>
                {
                    for (var i = 0; i < line.Length; i++)
                    {
                        line[i] = IsSafe(source[i]) ? source[i] : ' ';
                    }
                }
            )
            .Trim();
    }

    /// <summary>No control characters, nothing that reorders text (bidi), no half of a surrogate pair.</summary>
    private static bool IsSafe(char c) =>
        !char.IsControl(c)
        && !char.IsSurrogate(c)
        && c
            is not (
                (>= '\u202A' and <= '\u202E')
                or (>= '\u2066' and <= '\u2069')
                or '\u200E'
                or '\u200F'
                or '\u061C'
                or '\u2028'
                or '\u2029'
            );

    [GeneratedRegex(@"([^\s<>@,;:()""])[^\s<>@,;:()""]*@([^\s<>@,;:()""]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Address { get; }
}
