using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering.Markdown;

/// <summary>
/// Markdown that is made to overload its parser, after the list of cmark's own tests: it is refused by its shape or
/// rendered, and costs no more than eight long ordinary issues, which are rendered on the same machine.
/// </summary>
[TestFixture, NonParallelizable]
internal sealed class PathologicalMarkdownTests
{
    private const int Largest = IssueFile.MaxBytes;

    /// <summary>The dearest input was measured to cost 1.4 of them, on a busy machine.</summary>
    private const int OrdinaryIssues = 8;

    private static readonly Lazy<TimeSpan> Ordinary = new(CostOfAnOrdinaryIssue);

    [TestCaseSource(nameof(Inputs))]
    public void Pathological_Markdown_is_refused_or_costs_no_more_than_ordinary_issues(string markdown)
    {
        var ordinary = Ordinary.Value;

        var (body, time) = Cost(markdown);

        Assert.That(time, Is.LessThan(OrdinaryIssues * ordinary));
        Assert.That(body.HtmlTemplate, Has.Length.LessThan(2 * 1024 * 1024));
    }

    /// <summary>The most of three, after a first one for the compiler.</summary>
    private static TimeSpan CostOfAnOrdinaryIssue()
    {
        var paragraph = "Some **words** about a [river](https://river.example/banks), and *more* of them.\n\n";
        var markdown = string.Concat(Enumerable.Repeat(paragraph, 1_000));
        var first = Cost(markdown);
        Assert.That(first.Body.Problems, Is.Empty);
        return Enumerable.Range(0, 3).Max(_ => Cost(markdown).Time);
    }

    private static (IssueBody Body, TimeSpan Time) Cost(string markdown)
    {
        var issue = Given.Issue(markdown);
        var before = Environment.CpuUsage.TotalTime;
        var body = IssueBody.From(issue, path => path);
        return (body, Environment.CpuUsage.TotalTime - before);
    }

    private static IEnumerable<TestCaseData> Inputs()
    {
        (string Name, string Unit)[] repeated =
        [
            ("nested strong emphasis", "*a **a "),
            ("many emphasis closers", "a_ "),
            ("many emphasis openers", "_a "),
            ("many link closers", "a]"),
            ("many link openers", "[a"),
            ("mismatched openers and closers", "*a_ "),
            ("openers multiple of three", "a**b c* "),
            ("link openers and emphasis closers", "[ a_"),
            ("pattern [ (](", "[ (]("),
            ("pattern ![[]()", "![[]()"),
            ("hard link emphasis", "**x [a*b**c*](d)"),
            ("nested brackets", "["),
            ("closing brackets", "]"),
            ("block quotes", "> "),
            ("quotes without blanks", ">"),
            ("backticks", "`a``b```c````"),
            ("unclosed inline links", "[a](<b"),
            ("unclosed links", "[a](b"),
            ("unclosed comment", "</a><!--"),
            ("empty comment start", "<!"),
            ("processing", "<?"),
            ("declaration", "<!A "),
            ("cdata", "<![CDATA["),
            ("entities", "&amp;"),
            ("bad entities", "&"),
            ("html attributes", "<a a=\"b\" "),
            ("autolinks", "<a:b"),
            ("mail autolinks", "<a@b"),
            ("backslashes", "\\"),
            ("stars", "*"),
            ("underscores", "_"),
            ("tildes", "~"),
            ("pipes", "|"),
            ("pipe cells", "a|"),
            ("double quotes", "\"a "),
            ("single quotes", "'a "),
            ("list of one line", "* "),
            ("numbers of one line", "1. "),
            ("plus list", "+ a "),
            ("footnotes", "[^1]"),
            ("images", "![a](b.png) "),
            ("links", "[a](https://b.test) "),
            ("markdig links", "[a]("),
            ("dots", "."),
            ("dashes", "-"),
            ("blanks", " "),
            ("tabs", "\t"),
            ("newlines", "\n"),
            ("no blank", "a"),
            ("wide", "\ud83d\ude00"),
            ("html", "<b>"),
            ("html pairs", "<b></b>"),
            ("tags with classes", "<b class=x><p>"),
            ("divs", "<div>\n"),
            ("code", "{{ x }}"),
            ("open code", "{{ "),
            ("parentheses in code", "{{ ((( "),
            ("open escapes", "{%{"),
            ("ifs", "{{ if x }}"),
            ("code lines", "{{ x = 1 }}\n"),
            ("references", "[a]: b\n"),
            ("headings", "# a\n"),
            ("setext", "a\n-\n"),
            ("fences", "```\n"),
            ("rules", "***\n"),
            ("list items", "- a\n"),
            ("loose items", "- a\n\n"),
            ("quotes", "> a\n\n"),
        ];
        foreach (var (name, unit) in repeated)
        {
            yield return new TestCaseData(
                string.Concat(Enumerable.Repeat(unit, Largest / unit.Length))
            ).SetArgDisplayNames(name);
            yield return new TestCaseData(string.Concat(Enumerable.Repeat(unit, 450))).SetArgDisplayNames(
                $"{name}, few"
            );
        }

        yield return Row(
            "table 800 x 800",
            "|"
                + new string('|', 800)
                + "\n|"
                + string.Concat(Enumerable.Repeat("-|", 800))
                + "\n"
                + string.Concat(Enumerable.Repeat("|\n", 800))
        );
        yield return Row("long narrow table", "|a|b|\n|-|-|\n" + string.Concat(Enumerable.Repeat("|c|d|\n", 20_000)));
        yield return Row(
            "nested lists",
            string.Concat(Enumerable.Range(0, 700).Select(i => new string(' ', i) + "- a\n"))
        );
        yield return Row(
            "nested lists in quotes",
            string.Concat(Enumerable.Range(0, 300).Select(i => string.Concat(Enumerable.Repeat("> - ", i)) + "a\n"))
        );
        yield return Row(
            "many references",
            string.Concat(Enumerable.Range(0, 10_000).Select(i => $"[{i}]: u\n"))
                + string.Concat(Enumerable.Repeat("[0] ", 10_000))
        );
        yield return Row(
            "references with empty lines",
            string.Concat(Enumerable.Range(0, 8_000).Select(i => $"[{i}]: u\n\n"))
        );
        yield return Row(
            "many footnotes",
            string.Concat(Enumerable.Range(0, 4_000).Select(i => $"a[^{i}]\n\n"))
                + string.Concat(Enumerable.Range(0, 4_000).Select(i => $"[^{i}]: b\n\n"))
        );
        yield return Row("brackets within", new string('[', 400) + "a" + new string(']', 400));
        yield return Row(
            "brackets and parentheses within",
            string.Concat(Enumerable.Repeat("[", 400)) + string.Concat(Enumerable.Repeat("](a)", 400))
        );
        yield return Row("stars within", new string('*', 1_000) + "a" + new string('*', 1_000));
        yield return Row(
            "emphasis in links",
            string.Concat(Enumerable.Repeat("*[a", 450)) + string.Concat(Enumerable.Repeat("](b)*", 450))
        );
        yield return Row(
            "backticks growing",
            string.Concat(Enumerable.Range(1, 700).Select(i => "e" + new string('`', i)))
        );
        yield return Row("deep html", string.Concat(Enumerable.Repeat("<div><p><b>", 900)));
        yield return Row(
            "tags that reopen",
            string.Concat(Enumerable.Range(0, 450).Select(i => $"<b class=\"{i}\"><p>a</x>"))
        );
        yield return Row("nul", "a\0b\0");
    }

    private static TestCaseData Row(string name, string markdown) =>
        new TestCaseData(markdown.Length > Largest ? markdown[..Largest] : markdown).SetArgDisplayNames(name);
}
