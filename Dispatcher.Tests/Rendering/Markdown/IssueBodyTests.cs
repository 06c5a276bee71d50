using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering.Markdown;

[TestFixture]
internal sealed class IssueBodyTests
{
    [Test]
    public void Markdown_becomes_html_and_text_around_the_code()
    {
        var body = Body(
            """
            # The river, {{ subscriber.first_name | default "there" }}

            It "moved" -- *really* {{ if a < b && c }}far{{ end }}[^1].

            {{~ if subscriber.trial -}}
            First.

            Second, with [your page]({{ links.manage }}) and [a link](https://example.org/?a=1&b={{ subscriber.ref }}).
            {{ end }}

            | Day | Level |
            |-----|------:|
            | Mon | 2 m   |

            ![A map](./river/my%20map.png)

            [^1]: By {{ issue.author }}.
            """
        );

        Assert.That(body.Problems, Is.Empty);
        Assert.That(
            body.HtmlTemplate,
            Is.EqualTo(
                """
                <h1>The river, {{ subscriber.first_name | default "there" }}</h1>
                <p>It “moved” – <em>really</em> {{ if a < b && c }}far{{ end }}<a id="fnref:1" href="#fn:1" class="footnote-ref"><sup>1</sup></a>.</p>
                {{~ if subscriber.trial -}}
                <p>First.</p>
                <p>Second, with <a href="{{ links.manage }}">your page</a> and <a href="https://example.org/?a=1&amp;b={{ subscriber.ref }}">a link</a>.</p>
                {{ end }}
                <table>
                <thead>
                <tr>
                <th>Day</th>
                <th style="text-align: right;">Level</th>
                </tr>
                </thead>
                <tbody>
                <tr>
                <td>Mon</td>
                <td style="text-align: right;">2 m</td>
                </tr>
                </tbody>
                </table>
                <p><img src="cid:river/my map.png" alt="A map"></p>
                <div class="footnotes">
                <hr>
                <ol>
                <li id="fn:1">
                <p>By {{ issue.author }}.<a href="#fnref:1" class="footnote-back-ref">↩</a></p>
                </li>
                </ol>
                </div>

                """.ReplaceLineEndings("\n")
            )
        );
        Assert.That(
            body.TextTemplate,
            Is.EqualTo(
                """
                The river, {{ subscriber.first_name | default "there" }}
                ============================

                It “moved” – really {{ if a < b && c }}far{{ end }}[1].

                {{~ if subscriber.trial -}}
                First.

                Second, with your page <{{ links.manage }}> and a link
                <https://example.org/?a=1&b={{ subscriber.ref }}>.

                {{~ end ~}}
                Day | Level
                ----|------
                Mon | 2 m

                [A map]

                ------------------------------------------------------------------------

                [1] By {{ issue.author }}.

                """.ReplaceLineEndings("\n")
            )
        );
    }

    [Test]
    public void Images_and_links_are_listed_with_their_places()
    {
        var body = Body(
            """
            One ![A map](river/map.png) two.

            {{ x = 1
            }}
            See [the *page*](https://example.org/?x={{ x }}), <https://example.org> or <a href="mailto:ana@example.org">Ana</a>.
            """
        );

        Assert.That(body.Problems, Is.Empty);
        Assert.That(body.Images, Is.EqualTo([new ImageReference("river/map.png", "A map", 5, 5)]));
        Assert.That(
            body.Links,
            Is.EqualTo([
                new LinkReference("https://example.org/?x={{ x }}", "the page", 9, 5),
                new LinkReference("https://example.org", "https://example.org", 9, 51),
                new LinkReference("mailto:ana@example.org", "Ana", 9, 85),
            ])
        );
    }

    [Test]
    public void Code_of_the_page_has_its_place_in_the_file()
    {
        var body = Body("Hello\n\n{{ 'a'\n}} and {{ subscriber.nam }}");

        var offset = body.HtmlTemplate.IndexOf("nam }}", StringComparison.Ordinal);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(body.Html.CodeAt(offset), Has.Property("Line").EqualTo(8).And.Property("Column").EqualTo(8));
            Assert.That(body.Html.CodeAt(0), Is.Null);
            Assert.That(
                body.Text.CodeAt(body.TextTemplate.IndexOf("nam }}", StringComparison.Ordinal)),
                Has.Property("Line").EqualTo(8)
            );
        }
    }

    [Test]
    public void The_same_body_gives_the_same_page()
    {
        var first = Body("a {{ b }} c");
        var second = Body("a {{ b }} c");

        Assert.That(second.HtmlTemplate, Is.EqualTo(first.HtmlTemplate));
    }

    [TestCase("{%{ {{ 7*7 }} }%}", "<p> &#123;&#123; 7*7 }} </p>\n", " {{ \"{\" }}{{ \"{\" }} 7*7 }} ")]
    [TestCase(
        "{%{<script>alert(1)</script>}%}",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n",
        "<script>alert(1)</script>"
    )]
    [TestCase("&#123;&#123; 7*7 }}", "<p>&#123;&#123; 7*7 }}</p>\n", "{{ \"{\" }}{{ \"{\" }} 7*7 }}")]
    [TestCase(
        "{&#123; 7*7 }} \\{\\{ x }}",
        "<p>&#123;&#123; 7*7 }} &#123;&#123; x }}</p>\n",
        "{{ \"{\" }}{{ \"{\" }} 7*7 }} {{ \"{\" }}{{ \"{\" }} x }}"
    )]
    [TestCase("a {<!-- -->{{ x }}", "<p>a &#123;{{ x }}</p>\n", "a {{ \"{\" }}{{ x }}")]
    public void Braces_of_the_text_never_become_code(string markdown, string html, string text)
    {
        var body = Body(markdown);

        Assert.That(body.HtmlTemplate, Is.EqualTo(html));
        Assert.That(body.TextTemplate, Is.EqualTo(text + "\n"));
    }

    [TestCase("a {{ if x }} b", "issues/a.md:5:")]
    [TestCase("one\n\ntwo {{ a b | }}", "issues/a.md:7:")]
    [TestCase("a {{ end }}", "issues/a.md:5:")]
    [TestCase("a {{ \"x }}", "issues/a.md:5:")]
    [TestCase("a {{ x ", "issues/a.md:5:")]
    public void Code_that_cannot_be_read_is_an_error_at_its_line(string markdown, string place)
    {
        var body = Body(markdown);

        Assert.That(body.HtmlTemplate, Is.Empty);
        Assert.That(body.Problems, Is.Not.Empty);
        Assert.That(
            body.Problems.Select(problem => problem.ToString()),
            Has.All.StartsWith(place).And.All.Contains("error: the template code in {{ … }} cannot be read: ")
        );
    }

    [TestCase("[x]({{ subscriber.site }})")]
    [TestCase("[x]({{ subscriber.site }}example.org)")]
    [TestCase("[x](java{%{script:}%}alert)")]
    [TestCase("[x](https://{{ host }}/)")]
    [TestCase("[x](https://example.org{{ s }})")]
    [TestCase("[x](https:{{ s }})")]
    [TestCase("<a href=\"{{ s }}\">x</a>")]
    [TestCase("<a href={{s}}>x</a>")]
    [TestCase("[x][y]\n\n[y]: {{s}}")]
    [TestCase("[x]({{ links.manage | append: s }})")]
    [TestCase("[x]({{ links.manage }}{{ s }})")]
    public void A_value_never_decides_where_a_link_leads(string markdown)
    {
        var body = Body(markdown);

        Assert.That(
            body.Problems.Select(problem => problem.Message),
            Is.EqualTo([
                "code decides where this leads; begin with the site itself, for example https://example.org/?for={{ … "
                    + "}}.",
            ])
        );
        Assert.That(body.HtmlTemplate, Does.Not.Contain("href"));
    }

    [TestCase("![x]({{ s }})")]
    [TestCase("![x](river/{{ s }}.png)")]
    [TestCase("<img alt='x' src='{{ s }}'>")]
    public void A_value_never_decides_which_file_is_shown(string markdown)
    {
        var body = Body(markdown);

        Assert.That(
            body.Problems.Single().Message,
            Does.EndWith("may not have code in its path; write the path itself.")
        );
        Assert.That(body.HtmlTemplate, Does.Not.Contain("src"));
    }

    [TestCase("[x](https://example.org/{{ s }})", "href=\"https://example.org/{{ s }}\"")]
    [TestCase("[x](https://example.org?{{ s }})", "href=\"https://example.org?{{ s }}\"")]
    [TestCase("[x](mailto:{{ s }})", "href=\"mailto:{{ s }}\"")]
    [TestCase("[x]({{ links.web }})", "href=\"{{ links.web }}\"")]
    [TestCase("![a {{ s }}](x.png)", "alt=\"a {{ s }}\"")]
    [TestCase("[x](https://example.org/ \"t {{ s }}\")", "title=\"t {{ s }}\"")]
    [TestCase("`{{ s }}`", "<code>{{ s }}</code>")]
    [TestCase("**{{ s }}**", "<strong>{{ s }}</strong>")]
    [TestCase("<b class='{{ s }}'>x</b>", "class=\"{{ s }}\"")]
    public void Code_is_allowed_in_other_places(string markdown, string expected)
    {
        var body = Body(markdown);

        Assert.That(body.Problems, Is.Empty);
        Assert.That(body.HtmlTemplate, Does.Contain(expected));
    }

    [TestCase(
        "**a {{ if x }} b** c {{ end }}",
        "{{ end }} stands in another paragraph, list item or cell than what it belongs to; put both on lines of their "
            + "own."
    )]
    [TestCase(
        "{{ if x }}a\n\nb{{ end }}",
        "{{ end }} stands in another paragraph, list item or cell than what it belongs to; put both on lines of their "
            + "own."
    )]
    [TestCase("<table>{{ for x in y }}<tr><td>a</td></tr>{{ end }}</table>", "")]
    [TestCase(
        "{{ if y }}\na[^1]\n\n[^1]: {{ x }}\n\n{{ end }}",
        "Markdown carries {{ x }} out of its place (a footnote, a link's definition or a table does that); write it "
            + "in a paragraph of its own."
    )]
    [TestCase(
        "- a {{ if x }}\n- b\n{{ end }}",
        "{{ end }} stands in another paragraph, list item or cell than what it belongs to; put both on lines of their "
            + "own."
    )]
    public void A_code_block_that_Markdown_splits_is_an_error(string markdown, string expected)
    {
        if (expected.Length == 0)
        {
            Assert.That(Body(markdown).HtmlTemplate, Does.Contain("{{ for x in y }}{{ end }}").Or.Contain("<table>{{"));
            return;
        }

        Assert.That(Body(markdown).Problems.Select(problem => problem.Message), Is.EqualTo([expected]));
    }

    [TestCase("- a\n{{ if x }}\n- b\n{{ end }}")]
    [TestCase("{{ if x }}\na\n\nb\n{{ else if y }}\nc\n{{ else }}\nd\n{{ end }}")]
    [TestCase("{{ for x in y }}[^1] a{{ end }}\n\n[^1]: b")]
    [TestCase("<ul>{{ for x in y }}<li>{{ x }}</li>{{ end }}</ul>")]
    [TestCase("{{ case x }}\n{{ when 1 }}\na\n{{ end }}")]
    [TestCase("[a{{ if x }}b{{ end }}](https://example.org/{{ if x }}c{{ end }})")]
    [TestCase("{{ # a note }}\n{{ x = 1; y = 2 }}")]
    [TestCase("{{ if x; y; end }}")]
    public void Code_in_its_place_is_no_problem(string markdown) => Assert.That(Body(markdown).Problems, Is.Empty);

    [Test]
    public void Code_that_does_not_come_to_the_page_is_a_warning() =>
        Assert.That(
            Body("a <!-- {{ x }} -->").Problems.Select(problem => problem.ToString()),
            Is.EqualTo([
                "issues/a.md:5:8: warning: {{ x }} does not come to the page: it stands in a comment, a style or a "
                    + "definition that nothing uses.",
            ])
        );

    [TestCase(
        "![](river.png)",
        "5:1: warning: this image has no description for those who do not see it; write it between the brackets: ![A "
            + "map of the river](…)."
    )]
    [TestCase(
        "x <img src=\"river.png\">",
        "5:13: warning: this image has no description for those who do not see it; write it between the brackets: ![A "
            + "map of the river](…)."
    )]
    [TestCase(
        "![x](../secret.png)",
        "5:1: error: the image \"../secret.png\" has a path that leads out of the folder (..); put the image beside "
            + "the file that names it."
    )]
    [TestCase(
        "![x](%2e%2e/secret.png)",
        "5:1: error: the image \"%2e%2e/secret.png\" has a path that leads out of the folder (..); put the image "
            + "beside the file that names it."
    )]
    [TestCase(
        "![x](http://example.org/x.png)",
        "5:1: warning: the address begins with http:, which is not private; write https: if the site has it."
    )]
    [TestCase(
        "one\n\ntwo [x](example.org/page)",
        "7:5: error: the link has no https://, so it leads nowhere in a mail; write the whole address: "
            + "https://example.org/page."
    )]
    [TestCase(
        "[x](/about)",
        "5:1: error: the link has no https://, so it leads nowhere in a mail; write the whole address."
    )]
    [TestCase(
        "[x](//example.org/)",
        "5:1: error: the link has no https://, so it leads nowhere in a mail; write the whole address."
    )]
    [TestCase("[x]()", "5:1: error: the link leads nowhere; write an address such as https://example.org/page.")]
    [TestCase(
        "[](https://example.org/)",
        "5:1: warning: this link has no text, so nobody sees or hears it; write some between the brackets."
    )]
    [TestCase(
        "[x](http://example.org/)",
        "5:1: warning: the address begins with http:, which is not private; write https: if the site has it."
    )]
    [TestCase(
        "[x](http://localhost:8080/)",
        "5:1: error: the address leads to localhost, which only your own network knows; subscribers cannot reach it."
    )]
    [TestCase("[x](#none)", "5:1: warning: nothing in the issue is named #none, so this link leads nowhere.")]
    [TestCase(
        "[x](ftp://example.org/)",
        "5:1: warning: few mail programs open ftp: addresses, so many readers cannot use this link; write in the "
            + "text, too, what it leads to."
    )]
    [TestCase(
        "[x](file:///etc/passwd)",
        "5:1: error: a link may not lead to \"file:///etc/passwd\"; only https:, http:, mailto:, tel: and sms: may "
            + "stand in a mail."
    )]
    [TestCase(
        "[x](https://paypal.com@example.org/)",
        "5:1: error: the address holds a user name (name@…), as forged links do; take it out."
    )]
    [TestCase("a\n\n<script>x()</script>", "7:1: error: <script> has no place in a mail; take it out.")]
    [TestCase(
        "a <b onclick=\"x()\">b</b>",
        "5:6: error: the attribute onclick of <b> has no place in a mail; take it out."
    )]
    [TestCase(
        "<p style=\"position: fixed; color: red\">a</p>",
        "5:11: error: the style position has no place in a mail; take it out."
    )]
    [TestCase(
        "<p style=\"color: red; background: url(https://example.org/x)\">a</p>",
        "5:11: error: this style cannot be read or loads something, which has no place in a mail; write such as "
            + "color: #333; text-align: center."
    )]
    public void Each_problem_has_its_place_and_says_what_to_do(string markdown, string expected)
    {
        var problems = Body(markdown).Problems.Select(problem => problem.ToString());

        Assert.That(problems, Is.EqualTo([$"issues/a.md:{expected}"]));
    }

    [TestCase(
        "<p style=\"text-align: center; color: #fff; margin: 0 auto; padding: 4px 8px; border: 1px solid #ccc\">a</p>"
    )]
    [TestCase(
        "<table role=\"presentation\" width=\"100%\"><tr><td align=\"center\" bgcolor=\"#eee\">a</td></tr></table>"
    )]
    [TestCase("a <sup>2</sup> <!-- a note of the editor's -->")]
    [TestCase("<img src=\"line.png\" alt=\"\" width=\"1\">")]
    public void Harmless_html_stays(string markdown) => Assert.That(Body(markdown).Problems, Is.Empty);

    private static IssueBody Body(string markdown) => IssueBody.From(Given.Issue(markdown), path => $"cid:{path}");
}
