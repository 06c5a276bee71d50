using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering.Markdown;

/// <summary>What editors write is what readers see; where it is not, the check says so.</summary>
[TestFixture]
internal sealed class MarkdownSupportTests
{
    [TestCase("It costs ~~10~~ 8.", "<p>It costs <del>10</del> 8.</p>\n", "It costs ~~10~~ 8.\n")]
    [TestCase(
        "- [x] done\n- [ ] open",
        "<ul class=\"contains-task-list\" style=\"list-style-type: none\">\n<li class=\"task-list-item\">☑ done</li>\n"
            + "<li class=\"task-list-item\">☐ open</li>\n</ul>\n",
        "- ☑ done\n- ☐ open\n"
    )]
    [TestCase("![A b](my pics/a b.png)", "<p><img src=\"cid:my pics/a b.png\" alt=\"A b\"></p>\n", "[A b]\n")]
    [TestCase(
        "[a](https://example.org/a page (2)?x=1 \"A title\")",
        "<p><a href=\"https://example.org/a%20page%20(2)?x=1\" title=\"A title\">a</a></p>\n",
        "a <https://example.org/a%20page%20(2)?x=1>\n"
    )]
    [TestCase(
        "See https://example.org/x.",
        "<p>See <a href=\"https://example.org/x\">https://example.org/x</a>.</p>\n",
        "See <https://example.org/x>.\n"
    )]
    public void What_editors_write_is_what_readers_see(string markdown, string html, string text)
    {
        var body = Body(markdown);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(body.Problems, Is.Empty);
            Assert.That(body.HtmlTemplate, Is.EqualTo(html));
            Assert.That(body.TextTemplate, Is.EqualTo(text));
        }
    }

    [TestCase("One.\n\n<!-- a note\n\nTwo.", "comment-unclosed 7:1")]
    [TestCase("<!-- a\n\nTwo.\n\n<!-- b -->", "comment-unclosed 5:1")]
    [TestCase("<div>\n<!-- a\n</div>\n\nTwo.", "comment-unclosed 6:1")]
    [TestCase("One <!-- a note", "html-left 5:5")]
    [TestCase("<?xml a?>\n\nOne.", "html-removed 5:1")]
    [TestCase("One.\n\n```\ncode", "fence-unclosed 7:1")]
    [TestCase("One.\n\n    two", "code-by-indent 7:1")]
    [TestCase("This is **bold. So is **that**.\n\n**Good** and **this too.", "markdown-left 5:9|markdown-left 7:14")]
    [TestCase("This is ** spaced ** out.", "markdown-left 5:9")]
    [TestCase("This is *never closed.", "markdown-left 5:9")]
    [TestCase("This is __never closed.", "markdown-left 5:9")]
    [TestCase("This is ~~never closed.", "markdown-left 5:9")]
    [TestCase("Say `dispatcher and go.", "markdown-left 5:5")]
    [TestCase("This is ==very== good.", "markdown-left 5:9")]
    [TestCase("See [[The river]].", "markdown-left 5:5")]
    [TestCase("[x] done", "markdown-left 5:1")]
    [TestCase("> [!NOTE]\n> Text.", "markdown-left 5:3")]
    [TestCase("<div>**bold**</div>", "markdown-left 5:6")]
    [TestCase("| a | b |\n| 1 | 2 |", "table-no-rule 5:1")]
    [TestCase("| a | b |\n|---|---|\n| 1 | 2 | 3 |\n| 1 |\n| 1 | 2 |", "table-uneven 7:1|table-uneven 8:1")]
    [TestCase("-one\n-two", "list-space 5:1")]
    [TestCase("• one\n• two", "list-space 5:1")]
    [TestCase("A[^1] and [^2].\n\n[^1]: there\n\n[^3]: never used", "footnote-missing 5:11|footnote-unused 9:1")]
    [TestCase("One.\n\n[note]: https://example.org/", "reference-unused 7:1")]
    [TestCase("One <b text.", "html-left 5:5")]
    [TestCase("One &amp;nbsp; two.", "entity-left 5:0")]
    [TestCase("One }} two.", "braces-left 5:5")]
    [TestCase("#NoSpace", "heading-or-topic 5:1")]
    [TestCase(
        "# Why the river moved\n\n## One\n\n## one\n\n#### Four",
        "heading-title 5:1|heading-twice 9:1|heading-skipped 11:1"
    )]
    [TestCase("<b id=\"docs-internal-guid-a\"><p>One</p></b>", "html-pasted 5:1")]
    [TestCase("<p class=\"MsoNormal\">One</p>", "html-pasted 5:1")]
    public void What_is_lost_or_left_is_a_finding_at_its_place(string markdown, string expected) =>
        Assert.That(
            string.Join('|', Body(markdown).Problems.Select(one => $"{one.Name} {one.Line}:{one.Column}")),
            Is.EqualTo(expected)
        );

    [TestCase("Dear *|FNAME|*,", "{{ subscriber.first_name | default \"there\" }}")]
    [TestCase("Dear *|MC:SUBJECT|*,", "{{ … }}")]
    [TestCase("Dear {first_name},", "{{ subscriber.first_name | default \"there\" }}")]
    [TestCase("Dear {$name},", "{{ subscriber.first_name | default \"there\" }}")]
    [TestCase("Dear %FIRSTNAME%,", "{{ subscriber.first_name | default \"there\" }}")]
    [TestCase("Dear %%lastname%%,", "{{ subscriber.last_name }}")]
    [TestCase("Dear [[name]],", "{{ subscriber.first_name | default \"there\" }}")]
    [TestCase("Dear [FNAME],", "{{ subscriber.first_name | default \"there\" }}")]
    [TestCase("Dear [First Name],", "{{ subscriber.first_name | default \"there\" }}")]
    [TestCase("Dear [subscriber:firstname | default:reader],", "{{ subscriber.first_name | default \"there\" }}")]
    [TestCase("Dear «Vorname»,", "{{ subscriber.first_name | default \"there\" }}")]
    [TestCase("To {email}", "{{ subscriber.email }}")]
    [TestCase("{% if x %}a{% endif %}", "{{ … }}")]
    [TestCase("[Leave](https://example.org/) or {unsubscribe_url}", "{{ links.unsubscribe }}")]
    public void A_placeholder_of_another_program_is_an_error(string markdown, string ours)
    {
        var problem = Body(markdown).Problems.First(one => one.Severity is Severity.Error);

        Assert.That((problem.Name, problem.Line), Is.EqualTo(("placeholder-foreign", 5)));
        Assert.That(problem.Message, Does.Contain($"write {ours}"));
    }

    [TestCase("`**a` and `~~b` and `*|FNAME|*` and `&amp;`")]
    [TestCase("```\n**a <b | {name}\n```")]
    [TestCase("\\*\\*a and \\~~b and \\`c")]
    [TestCase("5 * 3 * 2 and snake_case_name and a_b")]
    [TestCase("Prices from 5*\n\n*excluding tax")]
    [TestCase("100% of 50% and 10 %name")]
    [TestCase("a | b | c")]
    [TestCase("It is < 5 and > 3, <3")]
    [TestCase("Sign here: ______")]
    [TestCase("\\{name} and {so} and [name withheld]")]
    [TestCase("<!-- a note -->\n\nText. <!-- another -->")]
    [TestCase("&#123;&#123; x &#125;&#125;")]
    [TestCase("- one\n- two\n\n-5 degrees")]
    [TestCase("| a | b |\n|---|---|\n| `x|y` | 2 |")]
    [TestCase("[a]: https://example.org/\n\nSee [a].")]
    [TestCase("* * *\n\n***\n\nText.")]
    public void What_is_meant_is_no_finding(string markdown) => Assert.That(Body(markdown).Problems, Is.Empty);

    private static IssueBody Body(string markdown) => IssueBody.From(Given.Issue(markdown), path => $"cid:{path}");
}
