using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Tests.Rendering.Templates;

/// <summary>Everything that <c>docs/editors.md</c> tells an editor to write exists.</summary>
[TestFixture]
internal sealed partial class EditorsGuideTests
{
    /// <summary>Words of the template language that the page uses.</summary>
    private static readonly string[] Language = ["if", "else", "end", "default", "include", "say"];

    private static readonly LinkBook Links = new(
        "https://letter.example.com",
        new SignedToken([new SigningKey("a", new byte[32])])
    );

    private static string Guide => File.ReadAllText(Path.Combine(Corpora.Repository(), "docs", "editors.md"));

    [Test]
    public void Each_name_in_braces_is_in_scope()
    {
        var names = Code.Matches(Escaped.Replace(Guide, ""))
            .SelectMany(code => Name.Matches(Quoted.Replace(code.Groups[1].Value, "")))
            .Select(name => name.Value)
            .Where(name => !Language.Contains(name))
            .ToHashSet(StringComparer.Ordinal);

        Assert.That(names, Has.Count.GreaterThan(3));
        Assert.That(names.Except(NamesOfIssues()), Is.Empty);
    }

    [TestCase("name | what it is")]
    [TestCase("name | what it is | where")]
    public void Each_name_in_a_table_is_in_scope(string head)
    {
        var known = head.EndsWith("where", StringComparison.Ordinal) ? NamesOfMails() : NamesOfIssues();

        var names = NamesInTable(head);

        Assert.That(names, Has.Count.GreaterThan(10));
        Assert.That(names.Except(known), Is.Empty);
    }

    [Test]
    public void Each_name_of_an_issue_is_in_the_table() =>
        Assert.That(
            NamesOfIssues().Except(NamesInTable("name | what it is")),
            Is.EquivalentTo(["issue.body", "issue.note"])
        );

    /// <summary>Reads <c>`links.manage`, `.unsubscribe`</c> of each row as full names.</summary>
    private static HashSet<string> NamesInTable(string head)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var row in Guide
                .Split('\n')
                .SkipWhile(line => line != $"| {head} |")
                .Skip(2)
                .TakeWhile(line => line.StartsWith('|'))
        )
        {
            var root = "";
            foreach (var name in InBackticks.Matches(row.Split(" | ")[0]).Select(match => match.Groups[1].Value))
            {
                root = name.StartsWith('.') ? root : name.Split('.')[0];
                names.Add(name.StartsWith('.') ? root + name : name);
            }
        }

        return names;
    }

    private static HashSet<string> NamesOfIssues()
    {
        var newsletter = NewsletterSample.Settings();
        var (issue, _) = IssueFile.Read("issues/a.md", "---\ntitle: A title\n---\nHello.\n"u8.ToArray());
        var reader = new ReaderValues(Recipient.Sample("ana@example.org"), Links, newsletter);
        return NamesOf(
            RenderScope.Named(
                ("newsletter", RenderScope.Newsletter(newsletter)),
                ("look", RenderScope.Look(newsletter.Look)),
                ("subscriber", RenderScope.Subscriber(reader.Recipient, reader.Reference)),
                ("links", RenderScope.Links(reader, Links, "a")),
                ("issue", RenderScope.WithBody(RenderScope.Issue(issue!.Issue, new(2026, 11, 24), "en"), ""))
            )
        );
    }

    private static HashSet<string> NamesOfMails()
    {
        var scope = new MailScope(NewsletterSample.Settings(), Links, canPay: true);
        return
        [
            .. MailKinds.WithTemplate.SelectMany(kind =>
                NamesOf(scope.Of(MailTemplates.Sample(kind), MailTemplates.Latest)!)
            ),
        ];
    }

    private static HashSet<string> NamesOf(ScriptObject scope) =>
        [.. scope.SelectMany(root => ((ScriptObject)root.Value!).Keys.Select(key => $"{root.Key}.{key}"))];

    [GeneratedRegex(@"\{%\{.*?\}%\}", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Escaped { get; }

    [GeneratedRegex(@"\{\{([^`]*?)\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Code { get; }

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted { get; }

    [GeneratedRegex(@"[A-Za-z_][\w.]*", RegexOptions.CultureInvariant)]
    private static partial Regex Name { get; }

    [GeneratedRegex("`([^`]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex InBackticks { get; }
}
