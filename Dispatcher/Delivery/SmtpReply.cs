using MailKit.Net.Smtp;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>Sorts what a relay answered into an outcome. Pure, so that every code is a row of a table test.</summary>
internal static class SmtpReply
{
    /// <summary>Longest part of a reply that is kept.</summary>
    private const int MaxLength = 512;

    /// <summary>The outcome of a parsed reply; a parsed reply is always certain.</summary>
    /// <param name="at">The command that was answered, as MailKit names it.</param>
    /// <param name="code">Basic code; its first digit decides (RFC 5321 4.2.1), whatever the enhanced code says.</param>
    /// <param name="text">The reply's text, untrusted.</param>
    /// <param name="relay">Name of the relay for messages.</param>
    public static DeliveryOutcome Classify(SmtpErrorCode at, int code, string text, string relay)
    {
        var reply = Line(code, text);
        return (at, code) switch
        {
            (_, 421) => new DeliveryOutcome.RelayTrouble(new(TroubleKind.Passing, $"{relay} closes the connection: {reply}")),
            (SmtpErrorCode.SenderNotAccepted, _) => new DeliveryOutcome.RelayTrouble(new(
                code is >= 500 ? TroubleKind.Refused : TroubleKind.Unreachable,
                $"{relay} refuses our sender: {reply}. Check Newsletter:From and what the relay allows.")),
            (_, >= 200 and < 300) => new DeliveryOutcome.Accepted(reply),
            (_, >= 400 and < 500) => new DeliveryOutcome.Deferred(reply),
            (_, >= 500 and < 600) => new DeliveryOutcome.Rejected(reply),
            (SmtpErrorCode.MessageNotAccepted, _) => new DeliveryOutcome.Uncertain($"not understood after the data: {reply}"),
            _ => new DeliveryOutcome.Deferred($"not understood: {reply}"),
        };
    }

    /// <summary>Code and text on one line, cut to what the ledger keeps, without control characters.</summary>
    public static string Line(int code, string text) => Clean($"{code} {text}");

    /// <summary>Untrusted text for ledger, log and screen: one line, at most 512 characters, controls replaced.</summary>
    public static string Clean(string text)
    {
        var length = Math.Min(text.Length, MaxLength);
        return string.Create(length, text, static (line, source) =>
        {
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = IsSafe(source[i]) ? source[i] : ' ';
            }
        }).Trim();
    }

    /// <summary>No control characters, nothing that reorders text (bidi), no half of a surrogate pair.</summary>
    private static bool IsSafe(char c) =>
        !char.IsControl(c) && !char.IsSurrogate(c)
        && c is not ((>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029');
}
