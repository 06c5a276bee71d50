using System.Text.RegularExpressions;
using MailKit.Net.Smtp;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Suppressions;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Relays;

/// <summary>What docs/replies.md tells operators is what the code does, code by code.</summary>
[TestFixture]
internal sealed partial class RepliesPageTests
{
    private static readonly List<Row> Rows =
    [
        .. File.ReadLines(Path.Combine(Corpora.Repository(), "docs", "replies.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 7 && EnhancedPattern.IsMatch(cells[1]))
            .SelectMany(cells =>
                EnhancedPattern
                    .Matches(cells[1])
                    .Select(match => new Row(match.Groups[1].Value, cells[2].Trim('`'), cells[3], cells[4], cells[5]))
            ),
    ];

    [Test]
    public void The_page_knows_the_cause_of_every_code()
    {
        var wrong =
            from basic in new[] { 4, 5 }
            from subject in Enumerable.Range(0, 10)
            from detail in Enumerable.Range(0, 41)
            let code = $"{basic}.{subject}.{detail}"
            where code is not ("4.3.1" or "4.5.3" or "4.7.28")
            let word = Cause(code).Word()
            let page = Find(code).Cause
            where page != word
            select $"{code} is {word}, but {page} on the page";

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void The_page_says_when_each_is_tried_again()
    {
        foreach (var row in Rows)
        {
            Assert.That(row.TriedAgain, Is.EqualTo(TriedAgain(row)), row.Pattern);
        }
    }

    [Test]
    public void The_page_says_what_becomes_of_the_address()
    {
        foreach (var row in Rows)
        {
            var outcome = Classify(row.Example);
            var state = outcome is DeliveryOutcome.Deferred { Cause: not RefusalCause.Routing }
                ? DeliveryState.Expired
                : DeliveryState.Failed;
            var result = new DeliveryResult
            {
                Slot = default,
                At = default,
                State = state,
                Cause = Cause(row.Example),
            };

            var verdict = SuppressionPolicy.Decide([result]).Verdict;

            Assert.That(
                row.Address,
                verdict switch
                {
                    SuppressionVerdict.Suppress => Is.EqualTo("suppressed at once"),
                    SuppressionVerdict.Counted => Does.StartWith("counted").Or.StartWith("suppressed the second time"),
                    _ => Is.EqualTo("never"),
                },
                row.Pattern
            );
        }
    }

    [Test]
    public void The_page_says_what_becomes_of_the_dispatch()
    {
        foreach (var row in Rows)
        {
            var first = new CircuitBreaker(new BreakerSettings());
            var third = new CircuitBreaker(new BreakerSettings());
            var outcome = Classify(row.Example);
            var pauses = (
                first.Add(outcome, 1),
                third.Add(outcome, 1) ?? third.Add(outcome, 1) ?? third.Add(outcome, 1)
            );

            Assert.That(
                row.Dispatch,
                Does.StartWith(
                    pauses switch
                    {
                        (not null, _) => "pauses at once",
                        (null, not null) => "pauses when refused",
                        _ => "goes on",
                    }
                ),
                row.Pattern
            );
            Assert.That(
                row.Dispatch.Contains("says so", StringComparison.Ordinal),
                Is.EqualTo(first.Notice is not null),
                row.Pattern
            );
        }
    }

    [Test]
    public void The_page_has_a_row_for_every_cause_a_reply_can_have()
    {
        var words = Enum.GetValues<RefusalCause>()
            .Where(cause => cause is not (RefusalCause.Internal or RefusalCause.Ours))
            .Select(cause => cause.Word());

        Assert.That(Rows.Select(row => row.Cause).Distinct(), Is.EquivalentTo(words));
    }

    private static string TriedAgain(Row row)
    {
        if (Classify(row.Example) is not DeliveryOutcome.Deferred { Cause: var cause })
        {
            return "no";
        }

        var policy = new RetryPolicy(new RetrySettings(), () => 0);
        var start = DateTimeOffset.UnixEpoch;
        var pauses = Enumerable
            .Range(1, 5)
            .Select(attempts =>
                (policy.Next(cause, null, attempts, start, start.AddHours(6)).DueAt!.Value - start).TotalMinutes
            )
            .ToList();
        var goesOn = policy.Next(cause, cause, 2, start, start.AddHours(6)).DueAt is not null;
        return (pauses, goesOn) switch
        {
            ([60, ..], false) => "once, after an hour",
            ([60, ..], true) => "after 60 min",
            ([5, 10, 20, 40, 60], true) => "5, 10, 20 … 60 min",
            _ => $"{string.Join(", ", pauses)} {goesOn}",
        };
    }

    /// <summary>The most exact row that has the code.</summary>
    private static Row Find(string code) =>
        Rows.Where(row =>
                Regex.IsMatch(
                    code,
                    "^"
                        + row.Pattern.Replace(".", "\\.", StringComparison.Ordinal)
                            .Replace("*", "[0-9]+", StringComparison.Ordinal)
                        + "$"
                )
            )
            .OrderBy(row => row.Pattern.Count(c => c == '*'))
            .First();

    private static RefusalCause Cause(string code) =>
        Classify(code) switch
        {
            DeliveryOutcome.Deferred deferred => deferred.Cause,
            DeliveryOutcome.Rejected rejected => rejected.Cause,
            var other => throw new InvalidOperationException($"{code} is {other}."),
        };

    private static DeliveryOutcome Classify(string code) =>
        SmtpReply.Classify(
            SmtpErrorCode.RecipientNotAccepted,
            code[0] is '4' ? 450 : 550,
            $"{code} in words",
            "relay:25"
        );

    [GeneratedRegex(@"`([45]\.[0-9*]+\.[0-9*]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex EnhancedPattern { get; }

    private sealed record Row(string Pattern, string Cause, string TriedAgain, string Address, string Dispatch)
    {
        /// <summary>A code that this row has and no row that is more exact.</summary>
        public string Example => Pattern.Replace("*", "0", StringComparison.Ordinal);
    }
}
