using Newsletter.Dispatcher.Rendering.Markdown;

namespace Newsletter.Dispatcher.Tests.Rendering.Markdown;

[TestFixture]
internal sealed class HtmlToTextTests
{
    private const string Long =
        "Nobody had expected that the river would leave its bed in the middle of a dry summer, least of all the "
        + "millers.";

    [TestCase(
        "<p>One</p><p>two <b>three</b>\n four<br>five</p>",
        "One\n\ntwo three four\nfive\n",
        TestName = "Paragraphs_are_apart_and_breaks_are_kept"
    )]
    [TestCase(
        "<h1>The river</h1><p>a</p><h2>Why</h2><h3>How</h3><p>b</p>",
        "The river\n=========\n\na\n\nWhy\n---\n\nHow\n\nb\n",
        TestName = "Headings_are_set_off"
    )]
    [TestCase(
        "<ul><li>one</li><li>two<ul><li>in</li></ul></li></ul>",
        "- one\n- two\n  - in\n",
        TestName = "Lists_have_dashes_and_indents"
    )]
    [TestCase(
        "<ul><li><p>one</p></li><li><p>two</p><p>three</p></li></ul>",
        "- one\n\n- two\n\n  three\n",
        TestName = "Loose_lists_stay_loose"
    )]
    [TestCase(
        "<ol start=9><li>nine</li><li>ten</li></ol>",
        "9.  nine\n10. ten\n",
        TestName = "Numbers_go_on_and_line_up"
    )]
    [TestCase(
        "<blockquote><p>a</p><blockquote>b</blockquote></blockquote>",
        "> a\n>\n> > b\n",
        TestName = "Quotes_have_a_greater_than_sign"
    )]
    [TestCase(
        "<pre><code>a  b\n    c {{ x }}\n</code></pre>",
        "a  b\n    c {{ x }}\n",
        TestName = "Code_is_kept_as_it_is"
    )]
    [TestCase(
        "<p>a</p><hr><p>b</p>",
        "a\n\n------------------------------------------------------------------------\n\nb\n",
        TestName = "A_rule_is_a_line"
    )]
    [TestCase("<dl><dt>a</dt><dd>b</dd></dl>", "a\n    b\n", TestName = "Definitions_are_indented")]
    [TestCase(
        "<a href='https://example.org/x'>the page</a>.",
        "the page <https://example.org/x>.\n",
        TestName = "A_link_keeps_its_address"
    )]
    [TestCase(
        "<a href='https://example.org/'>example.org</a>",
        "<https://example.org/>\n",
        TestName = "An_address_that_is_its_own_text_is_printed_once"
    )]
    [TestCase(
        "<a href='mailto:ana@example.org?subject=x'>Ana</a> <a href='mailto:bo@example.org'>bo@example.org</a>",
        "Ana <ana@example.org> <bo@example.org>\n",
        TestName = "Mail_links_show_the_address"
    )]
    [TestCase(
        "<a href='#a'>here</a> <a>there</a>",
        "here there\n",
        TestName = "Places_within_the_mail_have_no_address"
    )]
    [TestCase(
        "<a href='https://example.org'><img src=x alt='A map'></a><img src=y alt=''><img src=z>",
        "[A map] <https://example.org>\n",
        TestName = "Images_show_their_description"
    )]
    [TestCase(
        "a<sup><a class='footnote-ref' href='#fn:1'>1</a></sup><ol><li id='fn:1'><p>b <a class='footnote-back-ref' "
            + "href='#r'>↩</a></p></li></ol>",
        "a[1]\n\n[1] b\n",
        TestName = "Footnotes_have_brackets"
    )]
    [TestCase(
        "<table><tr><th>Day</th><th>Level</th></tr><tr><td>Monday</td><td>2 m</td></tr></table>",
        "Day    | Level\n-------|------\nMonday | 2 m\n",
        TestName = "Tables_are_in_columns"
    )]
    [TestCase(
        "<table role=presentation><tr><td><p>a</p></td><td><h1>b</h1></td></tr></table>",
        "a\n\nb\n=\n",
        TestName = "Tables_for_layout_are_no_tables"
    )]
    [TestCase(
        "<table><tr><td><table><tr><td>a</td></tr></table></td></tr></table>",
        "a\n",
        TestName = "Tables_around_tables_are_layout"
    )]
    [TestCase(
        "<html><head><title>t</title><style>b{}</style></head><body><div style='display: "
            + "none'>preheader</div><script>x</script><p hidden>h</p><p>a&nbsp;b &amp; c</p></body></html>",
        "a\u00A0b & c\n",
        TestName = "Hidden_content_is_left_out"
    )]
    [TestCase(
        "<p>Dear {{ subscriber.first_name | default 'you' }}, <a href='{{ links.web }}'>page</a></p>",
        "Dear {{ subscriber.first_name | default 'you' }}, page <{{ links.web }}>\n",
        TestName = "Template_code_stays"
    )]
    [TestCase("", "", TestName = "An_empty_page_is_an_empty_text")]
    [TestCase("<p> \n </p><p><img alt=''></p>", "", TestName = "A_page_of_spaces_is_an_empty_text")]
    public void A_page_is_converted_to_readable_text(string html, string expected) =>
        Assert.That(HtmlToText.Convert(html), Is.EqualTo(expected));

    [Test]
    public void Lines_are_wrapped_at_72_with_hanging_indents() =>
        Assert.That(
            HtmlToText.Convert($"<p>{Long}</p><ol><li>{Long}</li></ol><blockquote>{Long}</blockquote>"),
            Is.EqualTo(
                """
                Nobody had expected that the river would leave its bed in the middle of
                a dry summer, least of all the millers.

                1. Nobody had expected that the river would leave its bed in the middle
                   of a dry summer, least of all the millers.

                > Nobody had expected that the river would leave its bed in the middle
                > of a dry summer, least of all the millers.

                """.ReplaceLineEndings("\n")
            )
        );

    [Test]
    public void A_long_address_or_piece_of_code_is_never_broken()
    {
        var url = "https://example.org/" + new string('x', 100);
        var code =
            "{{ subscriber.first_name | string.upcase | default \"a reader with quite a long name indeed, so long\" }}";

        var lines = HtmlToText
            .Convert(
                $"<p>{Long} <a href='{url}'>the page</a> {code.Replace("\"", "&quot;", StringComparison.Ordinal)} "
                    + $"{Long}</p>"
            )
            .Split('\n');

        Assert.That(lines, Does.Contain($"<{url}>").And.Contain(code));
    }

    [Test]
    public void A_table_that_is_too_wide_becomes_lines() =>
        Assert.That(
            HtmlToText.Convert($"<table><tr><td>a</td><td>{Long}</td></tr></table>"),
            Is.EqualTo(
                "a | Nobody had expected that the river would leave its bed in the\n"
                    + "  middle of a dry summer, least of all the millers.\n"
            )
        );

    [Test]
    public void Deep_nesting_does_not_end_the_process()
    {
        var html =
            string.Concat(Enumerable.Repeat("<div>", 400)) + "deep" + string.Concat(Enumerable.Repeat("</div>", 400));

        Assert.That(HtmlToText.Convert(html), Is.EqualTo("deep\n"));
    }
}
