using System.Globalization;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>Each log message has its own number, and <c>docs/operations.md</c> explains each to operators.</summary>
[TestFixture]
internal sealed partial class EventIdTests
{
    private static string Guide => File.ReadAllText(Path.Combine(Corpora.Repository(), "docs", "operations.md"));

    [Test]
    public void Each_event_has_an_id_and_a_level() =>
        Assert.That(LogEvent.All.Where(one => one.Id is null || one.Level is null).Select(one => one.Where), Is.Empty);

    [Test]
    public void No_two_events_have_the_same_id() =>
        Assert.That(
            LogEvent
                .All.GroupBy(one => one.Id)
                .Where(same => same.Count() > 1)
                .Select(same => $"{same.Key}: {string.Join(", ", same.Select(one => one.Where))}"),
            Is.Empty
        );

    [Test]
    public void Each_event_is_in_the_guide_with_its_level_and_nothing_else_is()
    {
        var told = Row.Matches(Guide).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}").ToList();

        Assert.That(LogEvent.All, Has.Count.GreaterThan(50));
        Assert.That(told, Is.EquivalentTo(LogEvent.All.Select(one => $"{one.Id} {one.Level}")));
        Assert.That(told, Is.Ordered.Using<string>(StringComparer.Ordinal));
    }

    [Test]
    public void Each_event_is_in_the_range_of_its_room()
    {
        var ranges = Range
            .Matches(Guide)
            .Select(row => (From: Number(row.Groups[1]), To: Number(row.Groups[2]), Room: row.Groups[3].Value))
            .ToList();

        Assert.That(ranges.Zip(ranges.Skip(1)).Where(two => two.First.To >= two.Second.From), Is.Empty, "they overlap");
        Assert.That(
            LogEvent
                .All.Where(one =>
                    ranges.All(range => range.Room != one.Room || one.Id < range.From || one.Id > range.To)
                )
                .Select(one => $"{one.Id} {one.Where}"),
            Is.Empty
        );
    }

    /// <summary>A log call without an attribute has no number.</summary>
    [Test]
    public void Nothing_is_logged_without_an_event()
    {
        var wrong =
            from tree in SourceTree.Instance.Trees
            from match in PlainCall.Matches(tree.ToString())
            select $"{SourceTree.Relative(tree)}: {match.Value}";

        Assert.That(wrong, Is.Empty);
    }

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    /// <summary><c>| 2001 | Warning | … |</c></summary>
    [GeneratedRegex(@"^\| (\d{4}) \| ([A-Z][a-z]+) \|", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Row { get; }

    /// <summary><c>| 2000 to 2099 | `Delivery` |</c></summary>
    [GeneratedRegex(@"^\| (\d{4}) to (\d{4}) \| `(\w+)` \|", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Range { get; }

    [GeneratedRegex(
        @"\.Log(Trace|Debug|Information|Warning|Error|Critical)?\(LogLevel|"
            + @"\.Log(Trace|Debug|Information|Warning|Error|Critical)\(",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex PlainCall { get; }
}
