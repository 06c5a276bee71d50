using System.Globalization;
using Newsletter.Dispatcher.Editing;

namespace Newsletter.Dispatcher.Tests.Editing;

[TestFixture]
internal sealed class TextDifferenceTests
{
    [Test]
    public void Lines_are_the_same_or_changed_or_removed_or_added()
    {
        var rows = TextDifference.Of("one\ntwo words here\nthree\n", "one\ntwo other words\nthree\nfour\n").Rows;

        Assert.That(
            rows.Select(row => $"{row.Kind} {row.OldLine}-{row.NewLine}"),
            Is.EqualTo(["Same 1-1", "Changed 2-2", "Same 3-3", "Added -4", "Same 4-5"])
        );
        Assert.That(Marked(rows[1].Old), Is.EqualTo("two words[ here]"));
        Assert.That(string.Concat(rows[1].New.Select(part => part.Text)), Is.EqualTo("two other words"));
        Assert.That(rows[1].New.Where(part => part.IsChanged).Select(part => part.Text.Trim()), Does.Contain("other"));
    }

    [Test]
    public void A_removed_line_has_no_number_in_the_newer_text()
    {
        var rows = TextDifference.Of("one\ntwo\n", "one\n").Rows;

        Assert.That(rows.Select(row => $"{row.Kind} {row.OldLine}-{row.NewLine}"), Does.Contain("Removed 2-"));
    }

    [Test]
    public void Long_runs_of_equal_lines_are_folded()
    {
        var lines = Enumerable.Range(1, 40).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToList();
        var old = string.Join('\n', lines);
        lines[19] = "other";

        var rows = TextDifference.Of(old, string.Join('\n', lines)).Rows;

        Assert.That(
            rows.Select(row => row.Kind is DifferenceKind.Skipped ? $"({row.Count})" : $"{row.NewLine}"),
            Is.EqualTo(["(16)", "17", "18", "19", "20", "21", "22", "23", "(17)"])
        );
    }

    [Test]
    public void Equal_texts_have_no_rows() =>
        Assert.That(TextDifference.Of("a\n", "a\n") is { IsSame: true, Rows.Count: 0 });

    [Test]
    public void Texts_that_are_too_long_are_not_compared()
    {
        var (one, other) = (
            string.Concat(Enumerable.Repeat("a\n", 5000)),
            string.Concat(Enumerable.Repeat("b\n", 5000))
        );

        Assert.That(TextDifference.Of(one, other) is { IsTooLong: true, IsSame: false, Rows.Count: 0 });
    }

    [Test]
    public void A_very_long_line_is_compared_as_a_whole()
    {
        var one = string.Concat(Enumerable.Repeat("a ", 60_000));

        var rows = TextDifference.Of(one, one + "b").Rows;

        Assert.That(rows, Has.Count.EqualTo(1));
        Assert.That(rows[0].New.Count, Is.LessThanOrEqualTo(2));
        Assert.That(string.Concat(rows[0].New.Select(part => part.Text)), Is.EqualTo(one + "b"));
    }

    private static string Marked(IEnumerable<DifferencePart> parts) =>
        string.Concat(parts.Select(part => part.IsChanged ? $"[{part.Text}]" : part.Text));
}
