using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Templates;
using Scriban;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Tests.Rendering.Templates;

[TestFixture]
internal sealed class SandboxTests
{
    private static readonly (TemplateSet Templates, IReadOnlyList<Problem>) Parsed = TemplateSet.Parse(
        new Dictionary<string, string>
        {
            ["partials/name.sbn-html"] = "<b>{{ person.name }}</b>",
            ["partials/name.sbn-txt"] = "*{{ person.name }}*",
            ["partials/loop.sbn-html"] = "{{ include \"loop\" }}",
        }
    );

    [TestCase("{{ person.name }}", "&lt;script&gt;&amp;&quot;&#39;")]
    [TestCase("<i title=\"{{ person.name }}\">", "<i title=\"&lt;script&gt;&amp;&quot;&#39;\">")]
    [TestCase("{{ for n in person.names }}{{ n }},{{ end }}", "&lt;a&gt;,&lt;b&gt;,")]
    [TestCase("{{ x = person.name }}{{ x }}", "&lt;script&gt;&amp;&quot;&#39;")]
    [TestCase("{{ person.name | string.upcase }}", "&lt;SCRIPT&gt;&amp;&quot;&#39;")]
    [TestCase("{{ func shout(x) }}{{ x }}!{{ end }}{{ shout person.name }}", "&lt;script&gt;&amp;&quot;&#39;!")]
    [TestCase("{{ capture x }}<i>{{ person.name }}</i>{{ end }}{{ x }}", "<i>&lt;script&gt;&amp;&quot;&#39;</i>")]
    [TestCase("{{ include \"name\" }}", "<b>&lt;script&gt;&amp;&quot;&#39;</b>")]
    [TestCase("{{ person.html }}", "<p>ready</p>")]
    [TestCase("{{ $\"hello {person.name}\" }}", "hello &lt;script&gt;&amp;&quot;&#39;")]
    [TestCase("{{ person.nobody | default \"there\" }}", "there")]
    [TestCase("{{ person.empty | default \"there\" }}", "there")]
    [TestCase("{{ person.braces }}", "{{ 7 * 7 }}")]
    public void Html_is_escaped_exactly_once(string template, string expected) =>
        Assert.That(Render(template, TemplateKind.Html), Is.EqualTo((expected, (string?)null)));

    [TestCase("{{ person.name }}", "<script>&\"'")]
    [TestCase("{{ include \"name\" }}", "*<script>&\"'*")]
    public void Text_is_not_escaped(string template, string expected) =>
        Assert.That(Render(template, TemplateKind.Text), Is.EqualTo((expected, (string?)null)));

    [TestCase("{{ person.nmae }}", "issue.sbn-html:1:", "nmae")]
    [TestCase("a\n  {{ persn.name }}", "issue.sbn-html:2:6", "persn")]
    [TestCase(
        "{{ include \"no-such\" }}",
        "issue.sbn-html:1:",
        "there is no partial templates/partials/no-such.sbn-html"
    )]
    [TestCase("{{ include \"../../etc/passwd\" }}", "issue.sbn-html:1:", "there is no partial")]
    [TestCase("{{ person.name = \"x\" }}", "issue.sbn-html:1:", "")]
    [TestCase("{{ person.other = \"x\" }}", "issue.sbn-html:1:", "")]
    [TestCase("{{ math.seen = person.name }}", "issue.sbn-html:1:", "")]
    [TestCase("{{ person = 1 }}", "issue.sbn-html:1:", "")]
    [TestCase("{{ while true }}x{{ end }}", "issue.sbn-html:1:", "")]
    [TestCase("{{ for i in 1..100000000 }}x{{ end }}", "issue.sbn-html:1:", "")]
    [TestCase("{{ func f }}{{ f }}{{ end }}{{ f }}", "issue.sbn-html:1:", "")]
    [TestCase("{{ include \"loop\" }}", "", "")]
    [TestCase("{{ for i in 1..100 }}{{ \"x\" | string.pad_left 100000 }}{{ end }}", "issue.sbn-html:1:", "")]
    [TestCase("{{ object.eval \"1\" }}", "issue.sbn-html:1:", "eval")]
    [TestCase("{{ date.now }}", "issue.sbn-html:1:", "now")]
    [TestCase("{{ math.uuid }}", "issue.sbn-html:1:", "uuid")]
    [TestCase("{{ math.random 1 10 }}", "issue.sbn-html:1:", "random")]
    [TestCase("{{ \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\" | regex.match \"^(a+)+$\" }}", "issue.sbn-html:1:", "")]
    [TestCase("{{ [1] * 2147483647 }}", "issue.sbn-html:1:", "")]
    [TestCase("{{ \"x\" * 2147483647 }}", "issue.sbn-html:1:", "")]
    [TestCase("{{ [1] | array.insert_at 2147483647 1 }}", "issue.sbn-html:1:", "")]
    [TestCase("{{ 1 << 2147483647 }}", "issue.sbn-html:1:", "")]
    [CancelAfter(10_000)]
    public void A_forbidden_action_of_a_template_is_an_error_with_its_place(string template, string place, string what)
    {
        var (text, problem) = Render(template, TemplateKind.Html);

        Assert.That(text, Is.Null);
        Assert.That(problem, Does.StartWith(place).And.Contain(what));
    }

    [Test]
    public void Variables_of_a_template_are_not_visible_to_the_next_one()
    {
        Render("{{ leaked = 1 }}", TemplateKind.Html);

        Assert.That(Render("{{ leaked }}", TemplateKind.Html).Problem, Does.Contain("leaked"));
    }

    [Test]
    public void A_template_that_is_broken_names_file_line_and_column()
    {
        var (_, problems) = TemplateSet.Parse(
            new Dictionary<string, string> { ["issue.sbn-html"] = "line one\n{{ if }}" }
        );

        Assert.That(problems.Select(problem => problem.ToString()), Has.Some.StartsWith("templates/issue.sbn-html:2:"));
    }

    [Test]
    public void A_template_shared_by_threads_shows_each_reader_their_own_values()
    {
        var template = Template.Parse(
            "{{ person.name }}{{ for i in 1..20 }}{{ person.name }}{{ end }}",
            "issue.sbn-html"
        );

        var foreign = ParallelEnumerable
            .Range(0, 20_000)
            .Count(n =>
            {
                var scope = RenderScope.Named(("person", new ScriptObject { ["name"] = $"<{n}>" }));
                var text = Sandbox.Render(
                    template,
                    TemplateKind.Html,
                    Parsed.Templates.Partials(TemplateKind.Html),
                    [scope],
                    out _
                );
                return text != string.Concat(Enumerable.Repeat($"&lt;{n}&gt;", 21));
            });

        Assert.That(foreign, Is.Zero);
    }

    private static (string? Text, string? Problem) Render(string source, TemplateKind kind)
    {
        var template = Template.Parse(source, "issue.sbn-html");
        Assert.That(template.Messages, Is.Empty);
        var person = new ScriptObject
        {
            ["name"] = "<script>&\"'",
            ["names"] = new ScriptArray(new object[] { "<a>", "<b>" }),
            ["html"] = new RawHtml("<p>ready</p>"),
            ["nobody"] = null,
            ["empty"] = "",
            ["braces"] = "{{ 7 * 7 }}",
        };
        person.IsReadOnly = true;
        var text = Sandbox.Render(
            template,
            kind,
            Parsed.Templates.Partials(kind),
            [RenderScope.Named(("person", person))],
            out var problem
        );
        return (text, problem?.ToString());
    }
}
