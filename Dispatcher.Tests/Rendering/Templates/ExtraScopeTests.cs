using System.Text;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Rendering.Templates;

[TestFixture]
internal sealed class ExtraScopeTests
{
    private static readonly LinkBook Links = new(
        "https://letter.example.com",
        new SignedToken([new SigningKey("a", new byte[32])])
    );

    [TestCase("{{ issue.extra.sponsor }}", "Acme &amp; <b>")]
    [TestCase("{{ issue.extra.pages + 1 }}", "13")]
    [TestCase("{{ issue.extra.is_long ? 'long' : 'short' }}", "long")]
    [TestCase("{{ for guest in issue.extra.guests }}[{{ guest }}]{{ end }}", "[Ana][Li]")]
    [TestCase("{{ issue.extra.absent }}.{{ issue.extra.absent | default 'none' }}", ".none")]
    [TestCase("{{ if issue.extra.absent }}x{{ else }}y{{ end }}", "y")]
    public void A_template_sees_the_values_and_a_missing_one_is_empty(string code, string expected)
    {
        var (issue, problems) = Compile(code);
        Assert.That(issue?.Spliced, Is.Not.Null, string.Join('\n', problems));

        var page = issue!.Render(Recipient.Sample("ana@example.org"), Links, out _)!;

        Assert.That(page.Html, Is.EqualTo(expected.Replace("<b>", "&lt;b&gt;", StringComparison.Ordinal)));
    }

    [TestCase("{{ issue.extra.sponsor = 'x' }}")]
    [TestCase("{{ issue.extra.fresh = 'x' }}")]
    [TestCase("{{ issue.extra.guests[0] = 'x' }}")]
    [TestCase("{{ issue.extra.guests[9] = 'x' }}")]
    [TestCase("{{ newsletter.postal_lines[0] = subscriber.email }}")]
    [TestCase("{{ subscriber.tags[0] = 'x' }}")]
    [TestCase("{{ issue.extr.sponsor }}")]
    public void A_template_cannot_change_them_and_other_names_stay_strict(string code)
    {
        var (issue, problems) = Compile(code);

        var fault = problems.FirstOrDefault(problem => problem.Severity is Severity.Error);
        issue?.Render(Recipient.Sample("ana@example.org"), Links, out fault);

        Assert.That(fault?.ToString(), Does.StartWith("templates/issue.sbn-html:1:"));
    }

    private static (CompiledIssue? Issue, IReadOnlyList<Problem> Problems) Compile(string template) =>
        CompiledIssue.Compile(
            new(
                "issues/a.md",
                Encoding.UTF8.GetBytes(
                    "---\ntitle: A title\nextra:\n  sponsor: Acme & <b>\n  pages: 12\n  is_long: true\n"
                        + "  guests: [Ana, Li]\n---\nText.\n"
                ),
                new Dictionary<string, byte[]>(),
                new Dictionary<string, string> { ["issue.sbn-html"] = template, ["issue.sbn-txt"] = "x" }
            ),
            NewsletterSample.Settings(),
            new(2026, 11, 24)
        );
}
