using System.Globalization;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>A refusing server's reply as a bounce quotes it. Tests: BounceMessageTests.</summary>
/// <param name="Text">From its basic code on, one line, cleaned; empty where none is quoted.</param>
/// <param name="Code">4yz or 5yz, or null.</param>
/// <param name="Status">The enhanced code of the reply, else the most telling one near it.</param>
internal sealed partial record BounceReply(string Text, int? Code, BounceStatus? Status)
{
    /// <summary>Finds the reply in a text.</summary>
    /// <param name="text">One recipient's part of the bounce, untrusted.</param>
    public static BounceReply In(string text)
    {
        var match = Code4Or5
            .Matches(text)
            .OrderByDescending(Rank)
            .ThenByDescending(one => one.Groups[1].Value[0])
            .FirstOrDefault();
        var near = match is null ? text : Paragraph(text[match.Groups[1].Index..]);
        int? code = match is null ? null : int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        return new(
            match is null ? "" : SmtpReply.Clean(Continuation.Replace(Blanks.Replace(near, " "), " ")),
            code,
            MostTelling(BounceStatus.In(near), code) ?? MostTelling(BounceStatus.In(text), code)
        );
    }

    /// <summary>A reply ends where a blank line or the next command of a transcript stands.</summary>
    private static string Paragraph(string text) => End.Match(text) is { Success: true } end ? text[..end.Index] : text;

    /// <summary>
    /// The first specific code of the reply's own class, else the first specific one, else the first.
    /// </summary>
    private static BounceStatus? MostTelling(IEnumerable<BounceStatus> statuses, int? code)
    {
        BounceStatus? best = null;
        foreach (var status in statuses)
        {
            if (status.IsSpecific && (code is null || code / 100 == status.Class))
            {
                return status;
            }

            best =
                best is { IsSpecific: true } ? best
                : status.IsSpecific ? status
                : best ?? status;
        }

        return best;
    }

    /// <summary>
    /// An enhanced code behind it proves a reply; so does who said it before. Of equals a final one counts.
    /// </summary>
    private static int Rank(Match match) =>
        match.Groups["status"].Success ? 2
        : match.Groups["said"].Success ? 1
        : 0;

    [GeneratedRegex(
        @"(?<said>(?:<<<|said:|smtp;|reason:|was:|error:|response:|returned:|Out:)\s*)?(?<![\d.\-/\#:\w@])(4[25]\d|"
            + @"50[0-5]|51[0-3]|52[1-5]|53[0-8]|54[1-9]|55\d|57[0-9])(?=[\s\-:;,'""\]]|"
            + @"$)(?:[\s\-:'""\#]+(?<status>[245]\.[0-7]\.\d{1,3})(?![\d.]))?",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Code4Or5 { get; }

    /// <summary>The repeated code at the start of each line of a long reply.</summary>
    [GeneratedRegex(@"(?<=\S )[45]\d\d[\- ](?:[245]\.[0-7]\.\d{1,3} )(?=\S)", RegexOptions.CultureInvariant)]
    private static partial Regex Continuation { get; }

    [GeneratedRegex(@"\n\s*\n|\n\s*>>>|\s+Giving up on\b", RegexOptions.CultureInvariant)]
    private static partial Regex End { get; }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks { get; }
}
