using System.Text;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering;

/// <summary><c>issue.extra</c> in templates, and what is said of names that do not meet.</summary>
[TestFixture]
internal sealed class ExtraCheckTests
{
    [TestCase("sponsor: A", "{{ issue.extra.sponsor }}", null)]
    [TestCase("", "{{ if issue.extra.sponsor }}x{{ end }}", null)]
    [TestCase("", "{{ if issue.extra.sponsor }}{{ issue.extra.sponsor }}{{ end }}", null)]
    [TestCase("", "{{ issue.extra.sponsor ? 1 : 2 }}{{ issue.extra.other | default \"x\" }}", null)]
    [TestCase("", "{{ for guest in issue.extra.guests }}{{ guest }}{{ end }}", null)]
    [TestCase("a: 1", "{{ name = \"a\" }}{{ issue.extra[name] }}", null)]
    [TestCase(
        "sponser: A",
        "{{ if issue.extra.sponsor }}x{{ end }}",
        "does not use extra.sponser; did you mean sponsor?"
    )]
    [TestCase("zzzz: A", "x", "does not use extra.zzzz; delete it, or use it there.")]
    [TestCase("", "{{ issue.extra.sponsor }}", "shows issue.extra.sponsor, which is empty here")]
    [TestCase("", "{{ include \"one\" }}", "shows issue.extra.part, which is empty here")]
    public void Names_that_do_not_meet_are_warnings(string extra, string template, string? expected)
    {
        var (issue, _) = Compile(extra, template + "{{ issue.body }}");

        var found = issue!.TemplateProblems().ToList();

        Assert.That(found.Select(problem => problem.Severity), Is.All.EqualTo(Severity.Warning));
        Assert.That(
            found.Select(problem => problem.ToString()),
            expected is null ? Is.Empty : Has.Exactly(1).Items.And.All.Contains(expected)
        );
    }

    [Test]
    public void A_name_in_the_text_of_the_issue_counts_as_used() =>
        Assert.That(
            Compile("sponsor: A", "{{ issue.body }}", "By {{ issue.extra.sponsor }}.").Issue!.TemplateProblems(),
            Is.Empty
        );

    private static (CompiledIssue? Issue, IReadOnlyList<Problem> Problems) Compile(
        string extra,
        string template,
        string body = "Text."
    ) =>
        CompiledIssue.Compile(
            new(
                "issues/a.md",
                Encoding.UTF8.GetBytes($"---\ntitle: A title\nextra:\n  {extra}\n---\n{body}\n"),
                new Dictionary<string, byte[]>(),
                new Dictionary<string, string>
                {
                    ["issue.sbn-html"] = template,
                    ["issue.sbn-txt"] = template,
                    ["partials/one.sbn-html"] = "{{ issue.extra.part }}",
                    ["partials/one.sbn-txt"] = "",
                }
            ),
            NewsletterSample.Settings(),
            new(2026, 11, 24)
        );
}
