using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering.Markdown;

/// <summary>A body with hostile content gives a page without active content, and the editor gets a problem.</summary>
[TestFixture]
internal sealed partial class HostileMarkdownTests
{
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "a",
        "b",
        "blockquote",
        "br",
        "code",
        "div",
        "em",
        "h1",
        "hr",
        "i",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "span",
        "strong",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    };

    [TestCaseSource(nameof(Payloads))]
    public void Active_content_is_removed_and_reported_to_the_editor(string markdown)
    {
        var body = IssueBody.From(Given.Issue(markdown), path => $"cid:{path}");

        Assert.That(Active(body.HtmlTemplate), Is.Empty, body.HtmlTemplate);
        Assert.That(body.Problems.Any(problem => problem.Severity is Severity.Error), Is.True, body.HtmlTemplate);
    }

    /// <summary>
    /// Forms that Markdown or HTML turns into plain text: there is no problem, but no active content either.
    /// </summary>
    [TestCaseSource(nameof(TextPayloads))]
    public void A_payload_that_is_plain_text_stays_text(string markdown)
    {
        var body = IssueBody.From(Given.Issue(markdown), path => $"cid:{path}");

        Assert.That(Active(body.HtmlTemplate), Is.Empty, body.HtmlTemplate);
    }

    [Test]
    public void There_are_enough_payloads() =>
        Assert.That(Payloads().Count() + TextPayloads().Count(), Is.GreaterThanOrEqualTo(100));

    private static IEnumerable<string> Payloads()
    {
        string[] schemes =
        [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "&#106;avascript:alert(1)",
            "&#x6A;avascript:alert(1)",
            "&#0000106avascript:alert(1)",
            "javascript&colon;alert(1)",
            "javascript&#58;alert(1)",
            "javascript&#x3A;alert(1)",
            "java&Tab;script:alert(1)",
            "java&NewLine;script:alert(1)",
            "java&#9;script:alert(1)",
            "java&#10;script:alert(1)",
            "java&#13;script:alert(1)",
            "&#1;javascript:alert(1)",
            "&#14;javascript:alert(1)",
            "&nbsp;javascript:alert(1)",
            "&#x200B;javascript:alert(1)",
            "j&#x61;vascript:alert(1)",
            "javascript:%61lert(1)",
            "javascript://example.org/%0aalert(1)",
            "vbscript:msgbox(1)",
            "VBSCRIPT:msgbox(1)",
            "data:text/html,<script>alert(1)</script>",
            "data:text/html;base64,PHNjcmlwdD4=",
            "data:image/svg+xml;base64,PHN2Zz4=",
            "file:///etc/passwd",
            "about:blank",
            "blob:https://example.org/x",
            "view-source:https://example.org",
            "feed:javascript:alert(1)",
            "jar:https://example.org!/x",
            "mhtml:https://example.org",
            "livescript:x",
            "ms-office:x",
            "//example.org/x",
            "\\\\\\\\example.org/x",
            "/\\example.org",
            "https:\\\\example.org",
            "https://example.org\\@evil.test",
            "https://user:pass@evil.test/",
            "https:example.org",
            "http://[::1]/",
            "http://2130706433/",
        ];
        foreach (var scheme in schemes)
        {
            yield return $"[x]({scheme.Replace("<", "%3C", StringComparison.Ordinal)})";
            yield return $"<a href=\"{scheme}\">x</a>";
        }

        foreach (var scheme in schemes.Take(10))
        {
            yield return $"[x][y]\n\n[y]: {scheme}";
            yield return $"![x]({scheme})";
            yield return $"<img alt=x src='{scheme}'>";
        }

        string[] html =
        [
            "<javascript:alert(1)>",
            "<JavaScript:alert(1)>",
            "<vbscript:x>",
            "<data:text/html,x>",
            "<script>alert(1)</script>",
            "a <script src=//evil.test></script>",
            "<SCRIPT>alert(1)</SCRIPT>",
            "<script\n>alert(1)</script\n>",
            "<scr<script>ipt>alert(1)</script>",
            "<img src=x.png alt=x onerror=alert(1)>",
            "<img src=x.png alt=x OnErRoR=alert(1)>",
            "<b onmouseover=alert(1)>x</b>",
            "<p onclick='x()'>x</p>",
            "<a href=https://example.org onclick=x()>x</a>",
            "<div style=\"background:url(javascript:alert(1))\">x</div>",
            "<div style=\"width: expression(alert(1)); color: red\">x</div>",
            "<div style=\"position:fixed;top:0\">x</div>",
            "<div style=\"color: red; -moz-binding: url(x)\">x</div>",
            "<style>b{background:url(https://evil.test)}</style>",
            "<link rel=stylesheet href=https://evil.test>",
            "<base href=https://evil.test>",
            "<meta http-equiv=refresh content=0>",
            "<iframe src=https://evil.test></iframe>",
            "<iframe srcdoc='<script>x()</script>'></iframe>",
            "<object data=x></object>",
            "<embed src=x>",
            "<form action=https://evil.test><input></form>",
            "<button formaction=javascript:x()>x</button>",
            "<input type=image src=x onerror=x()>",
            "<textarea>x</textarea>",
            "<select><option>x</option></select>",
            "<video src=x onerror=x()></video>",
            "<audio src=x></audio>",
            "<svg onload=alert(1)></svg>",
            "<svg><script>alert(1)</script></svg>",
            "<svg><a xlink:href=javascript:x()>x</a></svg>",
            "<svg><style><img src=x onerror=alert(1)></style></svg>",
            "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
            "<math><mi xlink:href=\"javascript:x()\">x</mi></math>",
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
            "<template><script>x()</script></template>",
            "<xmp><p title=\"</xmp><img src=x onerror=x()>\"></xmp>",
            "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=alert(1)>",
            "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
            "<math><annotation-xml encoding=\"text/html\"><style><img src=x "
                + "onerror=alert(1)></style></annotation-xml></math>",
            "<details open ontoggle=x()>x</details>",
            "<marquee onstart=x()>x</marquee>",
            "<a href=\"https://example.org\" ping=\"https://evil.test\">x</a>",
            "<a href=\"https://example.org\" target=_blank>x</a>",
            "<img alt=x src=x.png srcset='https://evil.test/x 2x'>",
            "<body onload=x()>",
            "<table background=javascript:x()><tr><td>x</td></tr></table>",
            "<b data-zq=1 data-x=2>x</b>",
            "<x-y>z</x-y>",
            "<p contenteditable onfocus=x() autofocus>x</p>",
            "<b><script>alert(1)</script></b>",
            "> - <script>alert(1)</script>",
            "| a |\n|---|\n| <img src=x.png alt=x onerror=x()> |",
            "a[^1]\n\n[^1]: <script>alert(1)</script>",
            "# <b onclick=x()>x</b>",
        ];
        foreach (var payload in html)
        {
            yield return payload;
        }
    }

    private static IEnumerable<string> TextPayloads() =>
        [
            "`<script>alert(1)</script>`",
            "    <script>alert(1)</script>",
            "```html\n<script>alert(1)</script>\n```",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "\\<script>alert(1)\\</script>",
            "![x](x.png \"a\\\" onerror=\\\"alert(1)\")",
            "![a\" onerror=\"x()](x.png)",
            "[a](https://example.org/\"onclick=\"x())",
            "[a](<https://example.org/\" onclick=\"x()>)",
            "# x {onclick=x()}",
            "[a](https://example.org){onclick=x()}",
            "``` \"onclick=x()\nx\n```",
            "{%{<script>alert(1)</script>}%}",
            "<!-- <script>alert(1)</script> -->",
            "<!--><script>x</script>-->",
            "<![CDATA[<script>x()</script>]]>",
            "<?php <script>x()</script> ?>",
            "<!DOCTYPE html [<!ENTITY x \"y\">]>",
            "< script>alert(1)</ script>",
            "javascript:alert(1)",
            "<img/src=x.png/alt=x/onerror=alert(1)>",
            "<img alt=x src=x.png onerror\n=\nalert(1)>",
            "<frameset><frame src=x></frameset>",
            "<p class='\"><script>x()</script>'>x</p>",
        ];

    /// <summary>
    /// Elements, attributes and addresses of the page that are not on the allow-lists of this test, which are
    /// independent of the product's.
    /// </summary>
    private static IEnumerable<string> Active(string html)
    {
        using var document = new HtmlParser(new HtmlParserOptions { IsScripting = true }).ParseDocument(html);
        foreach (var element in document.Body!.QuerySelectorAll("*"))
        {
            if (!Harmless.Contains(element.LocalName))
            {
                yield return $"<{element.LocalName}>";
            }

            foreach (var attribute in element.Attributes)
            {
                var isAddress = attribute.Name is "href" or "src";
                var isKnown =
                    isAddress || attribute.Name is "alt" or "title" or "class" or "id" or "style" or "width" or "align";
                if (
                    !isKnown
                    || (isAddress && !SafeAddress.IsMatch(attribute.Value))
                    || (attribute.Name == "style" && UnsafeStyle.IsMatch(attribute.Value))
                )
                {
                    yield return $"{attribute.Name}={attribute.Value}";
                }
            }
        }
    }

    [GeneratedRegex(@"\A(?:https?://[a-z0-9.]+(?:[/?#]|\z)|mailto:|cid:|#)", RegexOptions.CultureInvariant)]
    private static partial Regex SafeAddress { get; }

    [GeneratedRegex(
        @"url|expression|position|binding|[<>\\@]",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex UnsafeStyle { get; }
}
