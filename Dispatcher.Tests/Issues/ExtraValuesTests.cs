using System.Text;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Tests.Issues;

[TestFixture]
internal sealed class ExtraValuesTests
{
    [Test]
    public void Each_kind_of_value_is_read()
    {
        var (issue, problems) = Read(
            """
            extra:
              sponsor: Acme & Sons
              pages: 12
              price: -2.50
              is_long: true
              phone: 0176 1
              code: 0176
              number: "12"
              guests: [Ana Ruiz, Li Wei]
              title: a name as above
              long: |
                two
                lines
              nothing:
            tags: [world]
            """
        );

        Assert.That(problems.Where(problem => problem.Severity is Severity.Error), Is.Empty);
        Assert.That(
            issue!.Extra,
            Is.EquivalentTo(
                new Dictionary<string, object>
                {
                    ["sponsor"] = "Acme & Sons",
                    ["pages"] = 12L,
                    ["price"] = -2.5,
                    ["is_long"] = true,
                    ["phone"] = "0176 1",
                    ["code"] = "0176",
                    ["number"] = "12",
                    ["guests"] = new[] { "Ana Ruiz", "Li Wei" },
                    ["title"] = "a name as above",
                    ["long"] = "two\nlines\n",
                    ["nothing"] = "",
                }
            )
        );
        Assert.That(issue.Tags, Is.EqualTo(["world"]));
        Assert.That(issue.Title, Is.EqualTo("A title"));
    }

    [TestCase("extra:", null)]
    [TestCase("extra: {}", null)]
    [TestCase("extra: Acme", "3:8: error: extra takes names with a value each")]
    [TestCase("extra: [a]", "3:8: error: extra takes names with a value each")]
    [TestCase("extra:\n  Sponsor: a", "4:3: error: \"Sponsor\" is no name")]
    [TestCase("extra:\n  a-b: a", "4:3: error: \"a-b\" is no name")]
    [TestCase("extra:\n  a: 1\n  a: 2", "5:3: error: extra.a stands here a second time")]
    [TestCase("extra:\n  a:\n    b: 1", "5:5: error: extra.a takes a value or a list of texts")]
    [TestCase("extra:\n  a: [[1]]", "4:7: error: \"a\" takes a list of words")]
    [TestCase("extra:\n  a: &x 1", "4:6: error: anchors")]
    [TestCase("extra:\n  a: !int 1", "4:6: error: types")]
    [TestCase("extra:\n  a: *x", "extra.a takes a value")]
    [TestCase("extra:\n  a: \"\\u202E\"", "4:3: error: extra.a holds an invisible control character")]
    [TestCase("sponsor:\n  a: 1", "error: \"sponsor\" holds further keys")]
    [TestCase("extra:\n  a: 1\nextra:\n  b: 1", "the key \"extra\" stands here a second time")]
    public void Anything_else_says_where_and_what(string frontMatter, string? expected)
    {
        var (issue, problems) = Read(frontMatter);

        var errors = problems
            .Where(problem => problem.Severity is Severity.Error)
            .Select(problem => problem.ToString());
        Assert.That(issue is null, Is.EqualTo(expected is not null), string.Join('\n', errors));
        Assert.That(errors, expected is null ? Is.Empty : Has.Some.Contains(expected));
    }

    [Test]
    public void There_are_limits()
    {
        var many = string.Join('\n', Enumerable.Range(0, 51).Select(i => $"  a{i}: 1"));
        var items = string.Join(',', Enumerable.Range(0, 101));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Read($"extra:\n{many[..many.LastIndexOf('\n')]}").Issue?.Extra, Has.Count.EqualTo(50));
            Assert.That(Errors($"extra:\n{many}"), Has.Some.Contains("50 names"));
            Assert.That(
                Errors($"extra:\n  a: {new string('x', 2_001)}"),
                Has.Some.Contains("more than 2000 characters")
            );
            Assert.That(Errors($"extra:\n  a: [{items}]"), Has.Some.Contains("more than 100 items"));
            Assert.That(Errors($"extra:\n  a{new string('x', 40)}: 1"), Has.Some.Contains("is no name"));
        }

        static IEnumerable<string> Errors(string frontMatter) =>
            Read(frontMatter).Problems.Select(problem => problem.Message);
    }

    private static (Issue? Issue, IReadOnlyList<Problem> Problems) Read(string frontMatter)
    {
        var reading = IssueFile.Read(
            "issues/a.md",
            Encoding.UTF8.GetBytes($"---\ntitle: A title\n{frontMatter.ReplaceLineEndings("\n")}\n---\nText.\n")
        );
        return (reading.Issue, reading.Problems);
    }
}
