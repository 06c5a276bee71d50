using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>
/// Text in the front matter is read unchanged, or an error says what to do. No text is lost silently.
/// </summary>
[TestFixture]
internal sealed class FrontMatterValueTests
{
    private static readonly string[] Keys = ["title", "subject", "preheader", "author"];

    [Test]
    public void A_text_value_is_read_unchanged(
        [Values("title", "subject", "preheader", "author")] string key,
        [Values(
            "Bitcoin News #203",
            "Issue #5 is out",
            "C# and F#",
            "# of the day",
            "#5",
            "a # b # c",
            "Why: the river",
            "a: b: c",
            "Time 10:30",
            "ends with a colon:",
            "@home with us",
            "`code` matters",
            "100 % sure",
            "% of us",
            "*Breaking* news",
            "*",
            "&c",
            "&co. are back",
            "!important",
            "!Ojo!",
            "[Update] The river",
            "[a, b]",
            "{x} is y",
            "{a: b}",
            "> 50 readers",
            ">50 % off",
            "| a | b |",
            "\"Bitcoin\" falls again",
            "'Tis the season",
            "'Tis what it's",
            "rock 'n' roll",
            "- a",
            "-",
            "--- x",
            "? what now",
            ": x",
            ", x",
            "yes",
            "no",
            "on",
            "Off",
            "true",
            "007",
            "1_000",
            "1e3",
            "0x1F",
            "1.0",
            "2026-11-24",
            "2026-11-24 06:00",
            "~",
            "null",
            "Null",
            ".inf",
            "<<",
            "=",
            "a \\n b",
            "C:\\temp",
            "back\\",
            "say \"x\"",
            "🔥 Hot #1",
            "👩‍👩‍👧 family",
            "“Curly: quotes”",
            "50€ — #1",
            "日本: 東京 #1",
            "a  b",
            "it's: #1",
            "{{ x }}, hello #1",
            "%YAML",
            "... and more"
        )]
            string value
    )
    {
        var lines = $"{(key == "title" ? "" : "title: A\n")}{key}: {value} \t\nstatus: ready";

        var reading = IssueFile.Read("issues/a.md", Given.IssueFile(lines));

        Assert.That(reading.Problems, Is.Empty);
        Assert.That((Value(reading.Issue!, key), reading.Issue!.Status), Is.EqualTo((value, IssueStatus.Ready)));
    }

    [TestCase("title:   A   ", "A")]
    [TestCase("title:\tA #1", "A #1")]
    [TestCase("title : A #1", "A #1")]
    [TestCase("\"title\": A #1", "A #1")]
    [TestCase("title: \"A #1\"", "A #1")]
    [TestCase("title: \"A #1\" # a note", "A #1")]
    [TestCase("title: 'It''s #1'", "It's #1")]
    [TestCase("title: \"a \\\"b\\\" \\\\ \\u00e9\"", "a \"b\" \\ é")]
    [TestCase("title: A long one #1:\n  that goes on #2\n  and on", "A long one #1: that goes on #2 and on")]
    [TestCase("title: \"A long one\n  that goes on #2\"", "A long one that goes on #2")]
    [TestCase("title: >-\n  folded #1\n  lines: two", "folded #1 lines: two")]
    [TestCase("title: > # a note\n  folded #1", "folded #1")]
    [TestCase("title:\n  below", "below")]
    [TestCase("# a note\ntitle: A\n# another\n", "A")]
    public void Quotes_blocks_and_long_values_are_still_read(string lines, string title)
    {
        var reading = IssueFile.Read("issues/a.md", Given.IssueFile(lines));

        Assert.That(reading.Problems, Is.Empty);
        Assert.That(reading.Issue!.Title, Is.EqualTo(title));
    }

    [TestCase(
        "title: \"Issue\" #5",
        "2:8: error: the text behind the closing quote after # would be lost; put the whole value into quotes, or "
            + "delete that text."
    )]
    [TestCase(
        "title: \"He said \"no\" today\"",
        "2:8: error: this value is in quotes and has the same quotes within it; put it into the other kind, '…'."
    )]
    [TestCase(
        "title: 'Don't panic'",
        "2:8: error: this value is in quotes and has the same quotes within it; put it into the other kind, \"…\"."
    )]
    [TestCase("title: \"Why the river", "2:8: error: the quote \" has no end on this line; close it, or delete it.")]
    [TestCase("title:A river", "2:7: error: a space is missing after the colon; write title: and the value.")]
    [TestCase("title:\u00A0A river", "2:7: error: a space is missing after the colon; write title: and the value.")]
    [TestCase("title: A\nstatus:ready", "3:8: error: a space is missing after the colon; write status: and the value.")]
    [TestCase("title:\n  Issue #5", "3:3: error: the text after # would be lost; put the value in \"quotes\".")]
    [TestCase("? title\n: Issue #5", "3:3: error: the text after # would be lost; put the value in \"quotes\".")]
    [TestCase(
        "title: A\tB",
        "2:8: error: title holds the invisible control character U+0009; delete it or write the line again."
    )]
    [TestCase("title: A\u2028#1", "2:8: error: title has several lines; write it on one.")]
    [TestCase(
        "title: A\nauthor: [Ana\n]",
        "4:1: error: this cannot be read. Write key: value, one on a line; put the value in \"quotes\" when it holds "
            + "a colon or begins with a special character."
    )]
    [TestCase(
        "title: A\nstatus: ready #now",
        "3:15: warning: the text after # is a comment and is not read; put the value of \"status\" in \"quotes\" if it "
            + "belongs to it."
    )]
    [TestCase(
        "title: A\ntags:\n  - world #news",
        "4:11: warning: the text after # is a comment and is not read; put the value of \"tags\" in \"quotes\" if it "
            + "belongs to it."
    )]
    public void A_value_that_is_probably_a_mistake_has_a_problem_with_its_place(string lines, string expected)
    {
        var problems = IssueFile
            .Read("issues/a.md", Given.IssueFile(lines))
            .Problems.Select(problem => problem.ToString());

        Assert.That(problems.First(), Is.EqualTo($"issues/a.md:{expected}"));
    }

    [Test]
    public void Any_line_of_text_is_read_unchanged_or_is_an_error()
    {
        var signs = Gen.Elements(
            "a",
            "B",
            " ",
            "  ",
            " #",
            "#",
            ": ",
            ":",
            "\"",
            "'",
            "\\",
            "@",
            "`",
            "%",
            "*",
            "&",
            "!",
            "[",
            "]",
            "{",
            "}",
            ">",
            "|",
            "- ",
            "?",
            ",",
            "~",
            "é",
            "東",
            "🔥",
            "#1",
            "---"
        );
        var values = signs
            .NonEmptyListOf()
            .Select(parts => string.Concat(parts).Trim())
            .Where(value => value.Length is > 0 and < 200);

        Prop.ForAll(
                values.ToArbitrary(),
                Gen.Elements(Keys).ToArbitrary(),
                (value, key) =>
                {
                    var lines = $"{(key == "title" ? "" : "title: A\n")}{key}: {value}\nstatus: ready";
                    var reading = IssueFile.Read("issues/a.md", Given.IssueFile(lines));
                    return reading.Issue is not { } issue
                        ? value[0] is '"' or '\'' or '|' or '>'
                            && reading.Problems.Any(problem =>
                                problem is { Severity: Severity.Error, Line: > 0, Column: > 0 }
                            )
                        : value[0] is '"' or '\'' || (Value(issue, key) == value && issue.Status is IssueStatus.Ready);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [TestCase("hash-in-title.md", "")]
    [TestCase(
        "blank-line-first.md",
        "2:1: error: an empty line stands before the first line ---; delete it, because --- must be the first line of "
            + "the file."
    )]
    [TestCase(
        "ends-with-dots.md",
        "4:1: error: the front matter ends with a line of three hyphens (---), and this line is \"...\"; write --- "
            + "here."
    )]
    public void Files_that_editors_wrote_are_read_or_refused_with_a_reason(string name, string expected)
    {
        var content = File.ReadAllBytes(
            Path.Combine(Corpora.Repository(), "Dispatcher.Tests", "Field", "Inputs", "front-matter", name)
        );
        var reading = IssueFile.Read("issues/a.md", content);

        Assert.That(
            string.Join('|', reading.Problems),
            Is.EqualTo(expected.Length == 0 ? "" : $"issues/a.md:{expected}")
        );
        Assert.That(reading.Issue?.Title, Is.EqualTo(expected.Length == 0 ? "Issue #5 is out" : null));
    }

    [TestCase(
        "\n\n\n---\ntitle: A\n---\nx",
        "4:1: error: an empty line stands before the first line ---; delete it, because --- must be the first line of "
            + "the file."
    )]
    [TestCase(
        " ---\ntitle: A\n---\nx",
        "1:1: error: a space stands before the first ---; delete it, because the line must begin with ---."
    )]
    [TestCase(
        "----\ntitle: A\n---\nx",
        "1:1: error: the file begins with a line of three hyphens (---), and this line is \"----\"; write --- here."
    )]
    [TestCase(
        "—\ntitle: A\n—\nx",
        "1:1: error: the file begins with a line of three hyphens (---), and this line is \"—\"; write --- here."
    )]
    [TestCase(
        "+++\ntitle = \"A\"\n+++\nx",
        "1:1: error: the front matter is TOML (+++), which is not known here; write --- instead of +++, and title: "
            + "instead of title =."
    )]
    [TestCase(
        "{\n\"title\": \"A\"\n}\nx",
        "1:1: error: the front matter is JSON ({), which is not known here. An issue begins with a line ---, then "
            + "title: and the other keys, then a line --- again, then the text."
    )]
    [TestCase("title: A\n---\nx", "1:1: error: the line --- is missing before the first key; write --- above it.")]
    [TestCase(
        "---\ntitle: A\n----\nx",
        "3:1: error: the front matter ends with a line of three hyphens (---), and this line is \"----\"; write --- "
            + "here."
    )]
    [TestCase(
        "---\ntitle: A\n–--\nx",
        "3:1: error: the front matter ends with a line of three hyphens (---), and this line is \"–--\"; write --- "
            + "here."
    )]
    [TestCase(
        "---\ntitle: A\n ---\nx",
        "3:1: error: the front matter ends with a line of three hyphens (---), and this line is \" ---\"; write --- "
            + "here."
    )]
    [TestCase(
        "---\ntitle: A\n...\nx\n\n---\n\ny",
        "3:1: error: the front matter ends with a line of three hyphens (---), and this line is \"...\"; write --- "
            + "here."
    )]
    [TestCase(
        "---\ntitle: A\n\nText without an end\n\n...\n",
        "1:1: error: the front matter has no end. An issue begins with a line ---, then title: and the other keys, "
            + "then a line --- again, then the text."
    )]
    public void A_line_in_place_of_the_hyphens_is_named_in_the_error(string content, string expected) =>
        Assert.That(
            IssueFile
                .Read("issues/a.md", Encoding.UTF8.GetBytes(content))
                .Problems.Select(problem => problem.ToString()),
            Is.EqualTo([$"issues/a.md:{expected}"])
        );

    [Test]
    public void Dots_and_rules_in_the_text_do_not_end_the_front_matter() =>
        Assert.That(
            IssueFile
                .Read("issues/a.md", Encoding.UTF8.GetBytes("---\ntitle: A\n---\none\n\n...\n\n----\n\n---\n"))
                .Issue!.Body,
            Is.EqualTo("one\n\n...\n\n----\n\n---\n")
        );

    private static string? Value(Issue issue, string key) =>
        key switch
        {
            "title" => issue.Title,
            "subject" => issue.Subject,
            "preheader" => issue.Preheader,
            _ => issue.Author,
        };
}
