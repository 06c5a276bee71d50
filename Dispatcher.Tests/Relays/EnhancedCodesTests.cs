using System.Text.RegularExpressions;
using MailKit.Net.Smtp;
using Newsletter.Dispatcher.Bounces.Report;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Relays;

/// <summary>
/// One table of codes serves a relay's answer and a bounce, and docs/replies.md says what each means in both.
/// </summary>
[TestFixture]
internal sealed partial class EnhancedCodesTests
{
    private static readonly List<Row> Rows =
    [
        .. File.ReadLines(Path.Combine(Corpora.Repository(), "docs", "replies.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 5 && Pattern.IsMatch(cells[1]))
            .SelectMany(cells =>
                Pattern
                    .Matches(cells[1])
                    .Select(match => new Row(match.Groups[1].Value, cells[2].Trim('`'), cells[3].Trim('`')))
            ),
    ];

    [Test]
    public void The_page_says_what_each_code_means_in_both_places()
    {
        var wrong =
            from subject in Enumerable.Range(0, 8)
            from detail in Enumerable.Range(0, 41).Concat([310, 351, 500, 508, 509, 510, 999])
            let code = $"5.{subject}.{detail}"
            let means = $"{Reply(code)} in a reply and {Bounce(code)} in a bounce"
            let row = Find(code)
            let page = $"{row.Reply} in a reply and {row.Bounce} in a bounce"
            where page != means
            select $"{code} means {means}, but on the page {page}";

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void An_address_that_a_bounce_condemns_is_condemned_by_a_reply_too()
    {
        var apart =
            from subject in Enumerable.Range(0, 8)
            from detail in Enumerable.Range(0, 1000)
            let code = $"5.{subject}.{detail}"
            let inReply = RefusalCauses.OfDeadAddresses.Contains(Reply(code))
                && Reply(code) != RefusalCause.Disabled.Word()
            where inReply != Verdict(code).IsHard
            select $"{code} is {Reply(code)} in a reply, {Verdict(code).Reason.Word()} in a bounce";

        Assert.That(apart, Is.Empty);
    }

    private static string Reply(string code) =>
        SmtpReply.Classify(SmtpErrorCode.RecipientNotAccepted, 550, $"{code} x", "relay:25") switch
        {
            DeliveryOutcome.Rejected rejected => rejected.Cause.Word(),
            DeliveryOutcome.Deferred deferred => deferred.Cause.Word(),
            var other => throw new InvalidOperationException($"{code} is {other}."),
        };

    private static string Bounce(string code) => Verdict(code).Reason.Word();

    private static (BounceReason Reason, bool IsHard) Verdict(string code) =>
        BounceVerdict.Of(new(BounceStatus.OfField(code), Code: 550, null, SmtpStage.Untold, IsProgram: false));

    /// <summary>The most exact row that has the code.</summary>
    private static Row Find(string code) =>
        Rows.Where(row =>
                Regex.IsMatch(
                    code,
                    "^"
                        + row.Codes.Replace(".", "\\.", StringComparison.Ordinal)
                            .Replace("*", "[0-9]+", StringComparison.Ordinal)
                        + "$"
                )
            )
            .OrderBy(row => row.Codes.Count(c => c == '*'))
            .First();

    [GeneratedRegex(@"`(5\.[0-9*]+\.[0-9*]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern { get; }

    private sealed record Row(string Codes, string Reply, string Bounce);
}
