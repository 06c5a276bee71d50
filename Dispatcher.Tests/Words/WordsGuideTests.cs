using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Tests.Words;

/// <summary>The page about words has each key with its English text, and its examples are true.</summary>
[TestFixture]
internal sealed partial class WordsGuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(Corpora.Repository(), "docs", "words.md"));

    [Test]
    public void Each_key_is_in_the_tables_with_its_text() =>
        Assert.That(
            Row.Matches(Guide).Select(row => (row.Groups[1].Value, row.Groups[2].Value.Trim())),
            Is.EquivalentTo(
                WordTable.English.Phrases.Select(entry =>
                    (entry.Key, entry.Value.Text.Replace("<", "&lt;", StringComparison.Ordinal))
                )
            )
        );

    [Test]
    public void The_example_of_own_words_is_taken_and_the_example_of_a_fault_is_true()
    {
        var example = Example.Match(Guide).Value;

        Assert.That(WordsFile.Parse(example).Problems, Is.Empty);
        Assert.That(
            WordsFile.Parse(example.Replace("SignUp.Button", "SignUp.Buton", StringComparison.Ordinal)).Problems,
            Is.EqualTo([Fault.Match(Guide).Groups[1].Value])
        );
    }

    [TestCase("en", "Tuesday, 24 November 2026, 06:00")]
    [TestCase("en-US", "Tuesday, November 24, 2026, 06:00")]
    [TestCase("de", "Dienstag, 24. November 2026, 6 Uhr")]
    [TestCase("fr", "mardi 24 novembre 2026, 6 h")]
    [TestCase("es", "martes 24 de noviembre de 2026, 6:00")]
    public void The_dates_of_the_table_are_those_of_the_program(string language, string shown)
    {
        var dates = new LocalDates(language);
        var said = $"{dates.Day(new(2026, 11, 24))}, {dates.Time(new(6, 0))}".Replace('\u00a0', ' ');

        Assert.That(said, Is.EqualTo(shown));
        Assert.That(Guide, Does.Contain($" {shown} |"));
    }

    [GeneratedRegex(@"(?m)^\| `([A-Z]\w+(?:\.\w+)+)` \| (.*) \|$")]
    private static partial Regex Row { get; }

    [GeneratedRegex(@"(?ms)^    \{$.*?^    \}$")]
    private static partial Regex Example { get; }

    [GeneratedRegex(@"(?m)^    (words\.json: .*)$")]
    private static partial Regex Fault { get; }
}
