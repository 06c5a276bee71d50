using System.Globalization;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests;

/// <summary>
/// Habits that a test can check in the source: the width of lines, and code that makes tests slow, or red on a busy
/// machine.
/// </summary>
[TestFixture]
internal sealed partial class HabitsTests
{
    /// <summary>
    /// A test that needs more time waits for the event (<c>WaitForTextAsync</c>) or moves a fake clock.
    /// </summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(100);

    private const int Columns = 120;

    /// <summary>
    /// The formatter breaks code, but it cannot break comments and texts. A raw string of a test may be wider.
    /// </summary>
    /// <param name="most">How many long texts and patterns are left to break. This number must only fall.</param>
    [TestCase("Dispatcher", false, 21)]
    [TestCase("Dispatcher.Tests", true, 0)]
    public void No_more_lines_have_more_than_120_columns(string folder, bool mayQuote, int most) =>
        Assert.That(
            Lines(folder)
                .Where(line => line.Text.Length > Columns && !(mayQuote && line.IsRaw))
                .Select(line => line.Where)
                .ToList(),
            Has.Count.LessThanOrEqualTo(most)
        );

    [Test]
    public void No_test_sleeps_longer_than_a_tenth_of_a_second() =>
        Assert.That(
            Lines("Dispatcher.Tests").Where(line => SleepOf(line.Text) > LongestSleep).Select(line => line.Where),
            Is.Empty
        );

    [Test]
    public void No_test_asserts_how_long_something_took() =>
        Assert.That(
            Lines("Dispatcher.Tests").Where(line => ElapsedAsserted.IsMatch(line.Text)).Select(line => line.Where),
            Is.Empty
        );

    [TestCase("await Task.Delay(300);", 300)]
    [TestCase("await Task.Delay(1_000, stop.Token);", 1000)]
    [TestCase("await Task.Delay(TimeSpan.FromSeconds(1.2));", 1200)]
    [TestCase("await Task.Delay(TimeSpan.FromMinutes(1), CancellationToken.None);", 60_000)]
    [TestCase("Thread.Sleep(TimeSpan.FromMilliseconds(250));", 250)]
    [TestCase("SmtpAction.Wait(TimeSpan.FromSeconds(4))", 0)]
    [TestCase("await Task.Delay(TimeSpan.FromSeconds(30), clock, stop);", 0)]
    public void A_sleep_is_found(string line, int milliseconds) =>
        Assert.That(SleepOf(line), Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));

    [TestCase("Assert.That(clock.Elapsed, Is.LessThan(Limit));", true)]
    [TestCase("Assert.That(watch.ElapsedMilliseconds, Is.LessThan(5));", true)]
    [TestCase("Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(Limit));", true)]
    [TestCase("TestContext.Out.WriteLine(clock.Elapsed);", false)]
    public void An_assertion_of_time_is_found(string line, bool isOne) =>
        Assert.That(ElapsedAsserted.IsMatch(line), Is.EqualTo(isOne));

    /// <summary>The real sleep of a line; zero when there is none, or when a clock of the test decides.</summary>
    private static TimeSpan SleepOf(string line)
    {
        if (Sleep.Match(line) is not { Success: true } match)
        {
            return TimeSpan.Zero;
        }

        var number = double.Parse(
            match.Groups["number"].Value.Replace("_", "", StringComparison.Ordinal),
            CultureInfo.InvariantCulture
        );
        return match.Groups["unit"].Value switch
        {
            "Seconds" => TimeSpan.FromSeconds(number),
            "Minutes" => TimeSpan.FromMinutes(number),
            _ => TimeSpan.FromMilliseconds(number),
        };
    }

    private static IEnumerable<Line> Lines(string folder) =>
        from file in Directory.EnumerateFiles(
            Path.Combine(Corpora.Repository(), folder),
            "*.cs",
            SearchOption.AllDirectories
        )
        where Path.GetFileNameWithoutExtension(file) is not nameof(HabitsTests)
        from line in LinesOf(file)
        select line;

    private static IEnumerable<Line> LinesOf(string file)
    {
        var (number, isWithin) = (0, false);
        foreach (var text in File.ReadLines(file))
        {
            number++;
            var quotes = RawQuotes.Count(text);
            yield return new(
                text,
                isWithin || quotes > 0,
                $"{Path.GetRelativePath(Corpora.Repository(), file)}:{number}: {text.Trim()}"
            );
            isWithin ^= quotes % 2 == 1;
        }
    }

    /// <param name="IsRaw">True within a raw string, or on a line with one.</param>
    private sealed record Line(string Text, bool IsRaw, string Where);

    [GeneratedRegex("\"{3,}")]
    private static partial Regex RawQuotes { get; }

    [GeneratedRegex(
        """
            (?:Task\.Delay|Thread\.Sleep)\(
            (?:TimeSpan\.From(?<unit>Milliseconds|Seconds|Minutes)\()?
            (?<number>[\d_.]+)
            (?!.*\b[cC]lock\b)
            """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant
    )]
    private static partial Regex Sleep { get; }

    [GeneratedRegex(@"Assert\.That\(.*(?:\.Elapsed|GetElapsedTime)", RegexOptions.CultureInvariant)]
    private static partial Regex ElapsedAsserted { get; }
}
