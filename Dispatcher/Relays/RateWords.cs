using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// Finds the refusals that ask for less speed, and those that only want a new connection. Words may decide here,
/// because they count against no address: a refusal that is wrongly taken for one of these only slows the sender. Pure.
/// </summary>
internal static partial class RateWords
{
    /// <summary>
    /// True when a connection has carried as many messages as the relay allows, so that a new one helps.
    /// </summary>
    /// <param name="text">The text after the basic code, untrusted.</param>
    public static bool IsOfSession(string text) => Session.IsMatch(text);

    /// <summary>True when a refusal means "not so fast".</summary>
    /// <param name="code">The basic code.</param>
    /// <param name="text">The text after the basic code, untrusted.</param>
    /// <remarks>
    /// A limit for a day or an hour is none of these: less speed does not help. Neither is a limit of one mailbox, or a
    /// limit on connections, which the relay tells when it greets.
    /// </remarks>
    public static bool IsOfRate(int code, EnhancedStatus? status, string text) =>
        !Other.IsMatch(text)
        && code switch
        {
            >= 400 and < 500 => status switch
            {
                { Subject: 5, Detail: 3 } or { Subject: 7, Detail: 28 or (>= 500 and < 600) } => true,
                { Subject: 2 } => Strict.IsMatch(text),
                { Subject: 3, Detail: 2 } => Busy.IsMatch(text) || Loose.IsMatch(text),
                _ => Loose.IsMatch(text),
            },
            >= 500 and < 600 => Strict.IsMatch(text),
            _ => false,
        };

    /// <summary>
    /// True when the reply is that of the recipient's mail system, as far as the words show, and not the relay's own.
    /// </summary>
    /// <param name="relay">Name of the relay: a provider that is the relay itself speaks for itself.</param>
    /// <param name="domain">The recipient's domain.</param>
    public static bool IsOfDomain(EnhancedStatus? status, string text, string relay, string domain)
    {
        if (
            domain.Length > 0
            && text.Contains(domain, StringComparison.OrdinalIgnoreCase)
            && !relay.Contains(domain, StringComparison.OrdinalIgnoreCase)
        )
        {
            return true;
        }

        var isGoogle =
            status is { Subject: 7, Detail: 28 } || text.Contains("gsmtp", StringComparison.OrdinalIgnoreCase);
        return isGoogle && !GoogleRelay.IsMatch(relay);
    }

    /// <summary>
    /// True when a refusal is made once for each new sender and address, and says nothing about either.
    /// </summary>
    public static bool IsGreylisting(string reply) => Greylisting.IsMatch(reply);

    [GeneratedRegex(
        @"(messages?|mails?|transactions?|recipients?|limit|rate limit)\b.{0,40}\b(per|in|for|on|over|this|each) "
            + @"(this |one |a |an |the |single |each )?(smtp |tcp )?(session|connection)\b"
            + @"|\b(session|connection)('s)? (message |mail |recipient )?(limit|maximum)\b.{0,30}(exceeded|reached)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Session { get; }

    [GeneratedRegex(
        @"\bdaily\b|per[- ]day|\b24[- ]?(h|hours?)\b|\bhourly\b|per[- ]hour|quota|complain"
            + @"|gr[ae]y-?list|\breceiving\b|\bhops?\b|too many errors|too many received|bad commands|invalid|"
            + @"unknown user|user unknown",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Other { get; }

    [GeneratedRegex(
        @"throttl|rate[- ]?limit|rate[- ]?control|(sending|messages?|mails?|submission|send|e-?mail)[- ]rate"
            + @"|rate (is )?(too|exceed)|exceeded? .{0,30}\brate\b|slow(ing)? down|too (fast|quickly)|"
            + @"reduce your (sending )?rate",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Strict { get; }

    [GeneratedRegex(
        @"throttl|rate[- ]?limit|\brates?\b(?! us\b)|too (fast|quickly|frequent)|too (many|much) (?!connection|"
            + @"concurrent connection|session)|slow(ing)? down"
            + @"|(sending|submission|message|sender|thread|recipient) limit|limits? (was |is |has been |"
            + @"have been )?(exceeded|reached)|exceeded .{0,40}\blimits?\b|server (is )?(too )?busy|flood",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Loose { get; }

    [GeneratedRegex(
        @"concurrent|thread|\blimit|exceeded|busy",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Busy { get; }

    [GeneratedRegex(@"\.(google|gmail|googlemail)\.com\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex GoogleRelay { get; }

    [GeneratedRegex("gr[ae]y-?list", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Greylisting { get; }
}
