using System.Globalization;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>
/// Reads a Postfix log line by line and finds which of the wanted messages the relay took. Pure: it opens nothing and
/// is told the time. Memory grows with the wanted messages, not with the log.
/// </summary>
/// <remarks>
/// The line of <c>cleanup</c> with the Message-ID is no proof: Postfix writes it when it has read the header, and
/// forgets the message when the line breaks after that. What proves it is <c>qmgr</c> taking up the same queue id
/// afterwards (or a delivery of it). Queue ids may be given again, so a pair counts only in that order.
/// </remarks>
/// <param name="wanted">What stands before the @ of the Message-IDs.</param>
/// <param name="now">The log's classic timestamps have no year; they lie before this, or a day after it at
/// most.</param>
/// <param name="zone">The zone of the classic timestamps.</param>
internal sealed partial class PostfixLog(IReadOnlyCollection<string> wanted, DateTimeOffset now, TimeZoneInfo zone)
{
    /// <summary>A longer line is cut: nothing that is looked for stands so far behind.</summary>
    public const int LongestLine = 4096;

    private readonly HashSet<string> _wanted = new(wanted, StringComparer.Ordinal);
    private readonly Dictionary<string, string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _taken = new(StringComparer.Ordinal);

    /// <summary>Queue ids by message, of those that the relay took.</summary>
    public IReadOnlyDictionary<string, string> Taken => _taken;

    /// <summary>Time of the earliest line; null without any.</summary>
    public DateTimeOffset? First { get; private set; }

    /// <summary>Time of the latest line; null without any.</summary>
    public DateTimeOffset? Last { get; private set; }

    public void Read(string line)
    {
        if (Time(line) is { } at)
        {
            First = First is { } first && first < at ? first : at;
            Last = Last is { } last && last > at ? last : at;
        }

        if (Service.Match(line) is not { Success: true } match)
        {
            return;
        }

        var (program, queueId, rest) = (
            match.Groups["program"].Value,
            match.Groups["queue"].Value,
            line[(match.Index + match.Length)..]
        );
        if (program == "cleanup" && MessageId.Match(rest) is { Success: true } id)
        {
            if (_wanted.Contains(id.Groups[1].Value))
            {
                _seen[queueId] = id.Groups[1].Value;
            }
            else
            {
                _seen.Remove(queueId);
            }
        }
        else if (_seen.TryGetValue(queueId, out var message) && IsProof(program, rest))
        {
            _taken[message] = queueId;
            _seen.Remove(queueId);
        }
    }

    private static bool IsProof(string program, string rest) =>
        (program == "qmgr" && rest.StartsWith("from=<", StringComparison.Ordinal))
        || rest.Contains(" status=", StringComparison.Ordinal);

    /// <summary>
    /// The time at a line's beginning: RFC 3339, as journalctl writes it, or the classic one of syslog.
    /// </summary>
    private DateTimeOffset? Time(string line)
    {
        if (Iso.Match(line) is { Success: true } iso)
        {
            var (time, offset) = (
                iso.Groups["time"].Value.Replace(' ', 'T').Replace(',', '.'),
                iso.Groups["offset"].Value
            );
            if (offset.Length == 5)
            {
                offset = offset.Insert(3, ":");
            }

            return DateTimeOffset.TryParse(
                time + offset,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var instant
            )
                ? instant
                : null;
        }

        return Classic.Match(line) is { Success: true } classic ? ClassicTime(classic) : null;
    }

    private DateTimeOffset? ClassicTime(Match match)
    {
        var text = $"{match.Groups["month"].Value} {match.Groups["day"].Value} {match.Groups["time"].Value}";
        for (var year = now.Year + 1; year >= now.Year - 1; year--)
        {
            if (
                DateTime.TryParseExact(
                    $"{year} {text}",
                    "yyyy MMM d HH:mm:ss",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var local
                )
                && new DateTimeOffset(local, zone.GetUtcOffset(local)) is var instant
                && instant <= now.AddDays(1)
            )
            {
                return instant;
            }
        }

        return null;
    }

    // postfix/cleanup[123]: 4F2A1B: …; the first name is the instance's and may be any, as may be one more between
    // them.
    [GeneratedRegex(
        @"(?:^|\s)[\w.-]+(?:/[\w.-]+)*/(?<program>[\w-]+)\[\d+\]: (?<queue>[0-9A-Za-z]{6,20}): ",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Service { get; }

    [GeneratedRegex("^message-id=<([^@>]+)@", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MessageId { get; }

    [GeneratedRegex(
        @"^(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} )?(?<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,7})?)\d*(?<offset>Z|"
            + @"[+-]\d\d:?\d\d)",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Iso { get; }

    [GeneratedRegex(
        @"^(?:<\d{1,3}>)?(?<month>[A-Z][a-z]{2}) {1,2}(?<day>\d{1,2}) (?<time>\d\d:\d\d:\d\d)(?:\.\d+)? ",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Classic { get; }
}
