using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Preview;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Rendering.Preview;

[TestFixture]
internal sealed partial class IssueSketchTests
{
    private static readonly Dictionary<string, string> Templates = TemplateSet
        .Load(Path.Combine(Corpora.Repository(), "templates"))
        .Templates.Sources.ToDictionary(StringComparer.Ordinal);

    [TestCase("Hello {{ subscriber.nick.deep }}.", "Hello {{ subscriber.nick.deep }}.")]
    [TestCase("Two {{ for }} words.", "Two {{ for }} words.")]
    [TestCase("{{ if subscriber.first_name }}\n\nNo end.", "No end.")]
    [TestCase("A brace {{ is left open.", "A brace {{ is left open.")]
    [TestCase("An end {{ end }} too many.", "An end {{ end }} too many.")]
    [TestCase("[bad](javascript:alert)", "[bad](javascript:alert)")]
    [TestCase("<script>alert(1)</script>", "<script>alert(1)</script>")]
    [TestCase("{{ include \"nothing\" }}", "{{ include")]
    [TestCase("{{ for i in 1..100000000 }}x{{ end }}", "{{ for i in 1..100000000 }}")]
    public void What_cannot_be_a_page_is_shown_as_it_was_typed(string line, string shown)
    {
        var page = Text(Draw(Issue($"The first paragraph.\n\n{line}\n\nThe last paragraph.")));

        Assert.That(page, Does.Contain("The first paragraph.").And.Contain(shown).And.Contain("The last paragraph."));
    }

    [Test]
    public void An_issue_with_many_faults_is_drawn_with_its_table_and_its_picture()
    {
        var html = Draw(
            Issue(
                "Look {{ subscriber.nick.deep }}.\n\nSecond {{ if x }} no end.\n\n![A map](none.png)\n\n| a | b |\n"
                    + "|---|---|\n| 1 | 2 |\n\n<script>alert(1)</script>\n\n[bad](javascript:alert(1)) and text.\n\n"
                    + "- one\n- two {{ for }}\n\nLast."
            )
        );

        Assert.That(html, Does.Contain("<table").And.Contain("alt=\"A map\"").And.Contain("Last.").And.Contain("<li"));
    }

    [Test]
    public void Each_finding_stands_before_its_block_and_at_the_top()
    {
        var issue = Issue("One.\n\nTwo\n{{ for }}.\n\nThree.");
        var marks = new SketchMarks([
            Finding(Severity.Error, line: 8, "the for has no end."),
            Finding(Severity.Warning, line: 2, "there is no <preheader>."),
        ]);

        var page = marks.Html(Draw(issue, marks));

        var words = Text(page);
        var (list, body) = (words[..words.IndexOf("One.", StringComparison.Ordinal)], words);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(list, Does.Contain("issues/river.md, line 8: error: the for has no end."));
            Assert.That(list, Does.Contain("issues/river.md, line 2: warning: there is no <preheader>."));
            Assert.That(body, Does.Match("One\\.\\s+issues/river.md, line 8: error: the for has no end\\.\\s+Two"));
            Assert.That(page, Does.Contain("href=\"#finding-1\"").And.Contain("id=\"finding-1\""));
            Assert.That(page, Does.Not.Contain("zfinding"));
        }
    }

    [Test]
    public void A_mark_splits_no_list_table_or_code()
    {
        var issue = Issue(
            "- one\n- two\n\n```\ncode\n\nmore\n```\n\n{{ if subscriber.first_name\n}}\nHello.\n{{ end }}"
        );
        var marks = new SketchMarks([
            .. Enumerable.Range(5, 13).Select(line => Finding(Severity.Error, line, $"at {line}")),
        ]);

        var words = Text(marks.Html(Draw(issue, marks)));

        Assert.That(words, Does.Match("one\\s+two").And.Match("code\\s+more").And.Contain("Hello."));
        Assert.That(words, Does.Not.Contain("zfinding").And.Not.Contain("{{"));
    }

    [Test]
    public void A_template_that_is_broken_or_missing_gives_way_to_another()
    {
        var issue = Issue("Text.") with { Template = "none" };
        Dictionary<string, string> broken = new() { ["issue.sbn-html"] = "{{ if }}", ["issue.sbn-txt"] = "x" };

        Assert.That(Draw(issue), Does.Contain("Text.").And.Contain("Unsubscribe"));
        Assert.That(Draw(issue, templates: broken), Does.Contain("<h1>The river</h1>").And.Contain("Text."));
    }

    [Test]
    public void Nothing_at_all_is_said_to_be_missing()
    {
        var issue = Issue(" ") with { Title = "", Subject = "", Preheader = null };

        Assert.That(Text(Draw(issue)), Does.Contain("(no title)").And.Contain("(no text)"));
    }

    [Test]
    public void The_text_has_the_findings_too()
    {
        var marks = new SketchMarks([Finding(Severity.Error, line: 5, "wrong.")]);

        Assert.That(
            marks.Text("One.\n\nzfindingz0z\n\nTwo.\n"),
            Is.EqualTo("issues/river.md:5: error: wrong.\n\nOne.\n\n>>> issues/river.md:5: error: wrong.\n\nTwo.\n")
        );
    }

    private static Problem Finding(Severity severity, int line, string message) =>
        severity is Severity.Error
            ? Findings.CodeSyntax.At("issues/river.md", line, 0, message)
            : Findings.LinkHttp.At("issues/river.md", line, 0, message);

    private static Issue Issue(string body) =>
        new()
        {
            Slug = "river",
            File = "issues/river.md",
            Title = "The river",
            Subject = "The river",
            Preheader = "What moved",
            Body = body,
            BodyLine = 5,
        };

    private static string Draw(
        Issue issue,
        SketchMarks? marks = null,
        IReadOnlyDictionary<string, string>? templates = null
    )
    {
        var (sketch, met) = IssueSketch.Compile(
            issue,
            new Dictionary<string, byte[]>(),
            templates ?? Templates,
            NewsletterSample.Settings(),
            new DateOnly(2026, 11, 24),
            Recipient.Sample("ana@example.com"),
            marks
        );
        Assert.That(sketch, Is.Not.Null, string.Join('\n', met));
        var links = new LinkBook("https://letter.example.com", new SignedToken([new SigningKey("x", new byte[32])]));
        return sketch!.Render(Recipient.Sample("ana@example.com"), links, out _)!.Html;
    }

    /// <summary>The words of a page as a person reads them.</summary>
    private static string Text(string html) =>
        System.Net.WebUtility.HtmlDecode(Tag.Replace(html, "")).Replace("\u200B", "", StringComparison.Ordinal);

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag { get; }
}
