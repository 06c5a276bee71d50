using System.Net;
using System.Text.Json;
using AngleSharp.Html.Parser;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Tests.Support;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Tests.Rendering.Markdown;

/// <summary>The templates of a body, rendered for subscribers with hostile names.</summary>
[TestFixture]
internal sealed class BodyTemplateTests
{
    private const string Markdown = """
        # Dear {{ name }}

        **{{ name }}** and `{{ name }}` [link {{ name }}](https://example.org/?n={{ name }} "t {{ name }}") ![i {{ name }}](x.png)

        {{ if name }}
        - item {{ name }}
        {{ end }}

        | a |
        |---|
        | {{ name }} |

        <p class="{{ name }}" title='{{ name }}'>raw</p>
        """;

    [Test]
    public void A_name_with_code_or_HTML_is_shown_as_text() =>
        AllKeepTheShape([
            "{{ 7*7 }}",
            "{{ object.eval \"1\" }}",
            "{%{ x }%}",
            "</style><script>alert(1)</script>",
            "\" onclick=\"x()",
            "' onclick='x()",
            "--><script>",
            "`*_[x](javascript:x)",
            "]]>",
            "&lt;",
        ]);

    [Test]
    public void Each_naughty_string_as_a_name_is_shown_as_text() =>
        AllKeepTheShape(
            JsonSerializer
                .Deserialize<string[]>(File.ReadAllText(Corpora.Require("strings", "blns.json")))!
                .Where(name => !name.Contains('\0'))
        );

    private static void AllKeepTheShape(IEnumerable<string> names)
    {
        var body = IssueBody.From(Given.Issue(Markdown), path => $"cid:{path}");
        Assert.That(body.Problems, Is.Empty);
        var template = Template.Parse(body.HtmlTemplate);
        var shape = Shape(Render(template, "Ana"));

        foreach (var name in names)
        {
            Assert.That(Shape(Render(template, name)), Is.EqualTo(shape), name);
        }
    }

    [Test]
    public void The_text_part_shows_a_name_unchanged_and_never_runs_it()
    {
        var template = Template.Parse(
            IssueBody
                .From(
                    Given.Issue("{{ if name }}\nDear {{ name }}\n\nSecond\n{{ else }}\nNobody\n{{ end }}\n\nlast"),
                    path => path
                )
                .TextTemplate
        );

        Assert.That(RenderText(template, "{{ 7*7 }} <b>"), Is.EqualTo("Dear {{ 7*7 }} <b>\n\nSecond\n\nlast\n"));
        Assert.That(RenderText(template, null), Is.EqualTo("Nobody\n\nlast\n"));
    }

    private static string Render(Template template, string name)
    {
        var context = new Escaping { StrictVariables = true };
        context.PushGlobal(new ScriptObject { ["name"] = name });
        return template.Render(context);
    }

    private static string RenderText(Template template, string? name)
    {
        var context = new TemplateContext { StrictVariables = true };
        context.PushGlobal(new ScriptObject { ["name"] = name });
        return template.Render(context);
    }

    /// <summary>Elements and the names of their attributes, without text.</summary>
    private static string Shape(string html)
    {
        using var document = new HtmlParser().ParseDocument(html);
        return string.Join(
            ' ',
            document
                .QuerySelectorAll("*")
                .Select(element => $"{element.LocalName}({string.Join(',', element.Attributes.Select(a => a.Name))})")
        );
    }

    private sealed class Escaping : TemplateContext
    {
        public override TemplateContext Write(SourceSpan span, object? textAsObject)
        {
            Write(WebUtility.HtmlEncode(ObjectToString(textAsObject)));
            return this;
        }
    }
}
