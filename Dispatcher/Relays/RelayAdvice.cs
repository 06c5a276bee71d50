using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// Says in plain words what causes an answer that a relay gives to everybody, and what to do. The words of the
/// answer choose the sentence and nothing else. Pure.
/// Tests: SmtpReplyTests.
/// </summary>
internal static partial class RelayAdvice
{
    /// <summary>In this order: the first that fits is taken.</summary>
    private static readonly (Regex Words, RelayFault Fault)[] Faults =
    [
        (
            Limit,
            new(
                "the limit of our account at the relay is reached",
                "Wait until the relay takes mail again, or ask its provider for a higher limit"
            )
        ),
        (Full, new("the relay calls every mailbox full, which cannot be true", "Ask the relay's operator")),
        (
            Unverified,
            new(
                "the relay has not verified our sender address",
                "Verify the address or the domain of Newsletter:From with the relay's provider"
            )
        ),
        (
            Account,
            new(
                "our account at the relay is paused or closed",
                "Ask the relay's provider why, and let it be opened again"
            )
        ),
        (Filter, new("the relay's mail filter does not work", "Ask the relay's operator to look at the filter")),
        (
            HostName,
            new(
                "the relay refuses the name or the address of our host",
                "Check the host name of this machine and its reverse DNS, or ask the relay's operator"
            )
        ),
        (
            Denied,
            new(
                "the relay does not take mail from us for other domains",
                "Check UserName and Password of the relay, and what it allows"
            )
        ),
        (
            Sender,
            new(
                "the relay refuses our sender address or its domain",
                "Check Newsletter:From and the DNS records of its domain"
            )
        ),
        (
            Rate,
            new(
                "the relay takes nothing at any speed: it says that we send too much",
                "Ask the relay's provider for its limits"
            )
        ),
        (
            Unknown,
            new(
                "the relay says of everybody that there is no such mailbox, which cannot be true",
                "Ask the relay's operator"
            )
        ),
        (Listed, new("the relay refuses us by a rule or a block list", "Ask the relay's operator which one")),
    ];

    private static readonly RelayFault Unnamed = new("the relay refuses everybody", "Ask the relay's operator");

    /// <param name="reply">What the relay answered, untrusted.</param>
    public static RelayFault For(string reply) => Named(reply) ?? Unnamed;

    /// <returns>Null where the words name no cause.</returns>
    public static RelayFault? Named(string reply) => Faults.FirstOrDefault(fault => fault.Words.IsMatch(reply)).Fault;

    [GeneratedRegex(
        @"\bdaily\b|per[- ]day|\b24[- ]?h|\bhourly\b|per[- ]hour|sending (quota|limit)|(account|message|sending|"
            + @"submission) quota|5\.4\.5",
        Options
    )]
    private static partial Regex Limit { get; }

    [GeneratedRegex(@"mailbox.{0,20}full|over ?quota|quota exceeded|storage|[45]\.2\.2\b", Options)]
    private static partial Regex Full { get; }

    [GeneratedRegex(@"not (been )?verified|unverified|verify your", Options)]
    private static partial Regex Unverified { get; }

    [GeneratedRegex(@"paused|suspend|deactivat|disabled|locked|under review|payment|billing|account", Options)]
    private static partial Regex Account { get; }

    [GeneratedRegex(
        @"milter|filter|scan|virus|amavis|rspamd|clam|service (is )?(temporarily )?unavailable|content check",
        Options
    )]
    private static partial Regex Filter { get; }

    [GeneratedRegex(@"\bhelo\b|\behlo\b|host ?name|client host|reverse|\bptr\b|rdns", Options)]
    private static partial Regex HostName { get; }

    [GeneratedRegex(
        @"relay(ing)? (access )?(is )?(denied|not)|not permitted|authentication required|\blog ?in\b",
        Options
    )]
    private static partial Regex Denied { get; }

    [GeneratedRegex(@"sender|\bfrom\b|\bspf\b|\bdkim\b|\bdmarc\b|unauthenticated|domain (was )?not found", Options)]
    private static partial Regex Sender { get; }

    [GeneratedRegex(@"throttl|\brate\b|too (many|much|fast)|limit", Options)]
    private static partial Regex Rate { get; }

    [GeneratedRegex(@"unknown|no such|does not exist|[45]\.1\.[1236]\b", Options)]
    private static partial Regex Unknown { get; }

    [GeneratedRegex(@"list|spam|policy|reputation|blocked|rejected", Options)]
    private static partial Regex Listed { get; }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
}
