using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;
using Scriban;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Tests.Rendering.Templates;

/// <summary>What <c>docs/templates.md</c> says is so.</summary>
[TestFixture, Integration]
internal sealed partial class TemplateGuideTests
{
    private static readonly LinkBook Links = new(
        "https://letter.example.com",
        new SignedToken([new SigningKey("a", new byte[32])])
    );

    private static string Guide => File.ReadAllText(Path.Combine(Corpora.Repository(), "docs", "templates.md"));

    [Test]
    public void The_table_has_each_name_in_scope_and_no_other()
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in Guide.Split('\n').SkipWhile(line => line != "| name | what it is | where |").Skip(2))
        {
            if (!row.StartsWith('|'))
            {
                break;
            }

            var root = "";
            foreach (var name in InBackticks.Matches(row.Split(" | ")[0]).Select(match => match.Groups[1].Value))
            {
                root = name.StartsWith('.') ? root : name.Split('.')[0];
                named.Add(name.StartsWith('.') ? root + name : name);
            }
        }

        Assert.That(named, Is.EquivalentTo(InScope()));
    }

    [Test]
    public void The_table_of_partials_has_each_shipped_one() =>
        Assert.That(
            PartialRows
                .Matches(Guide)
                .SelectMany(row => InBackticks.Matches(row.Value.Split(" | ")[0]))
                .Select(m => m.Groups[1].Value),
            Is.EquivalentTo(
                ShippedTemplates
                    .Sources.Keys.Where(name => name.StartsWith("partials/", StringComparison.Ordinal))
                    .Select(name => name["partials/".Length..name.LastIndexOf('.')])
                    .Distinct()
            )
        );

    [Test]
    public void The_template_from_nothing_sends_without_a_finding()
    {
        using var folder = new TestFolder();
        foreach (Match block in Blocks.Matches(Guide))
        {
            folder.Write(
                block.Groups["file"].Value,
                string.Join(
                    '\n',
                    block.Groups["text"].Value.Split('\n').Select(line => line.Length > 3 ? line[3..] : "")
                )
            );
        }

        var newsletter = NewsletterSample.Settings();
        var file = folder.Write(
            "issues/a.md",
            "---\ntitle: A title\npreheader: A line\ntemplate: plain\nextra:\n  sponsor: Acme\n---\nHello "
                + "{{ subscriber.first_name | default \"there\" }}.\n"
        );

        var (package, faults) = new IssuePackageReader(new NewsletterFolder(folder.Path), newsletter).Read(file);
        var (issue, problems) = CompiledIssue.Compile(package!, newsletter, new(2026, 11, 24));
        var page = issue!.Render(Recipient.Sample("ana@example.org"), Links, out _)!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(faults.Concat(problems).Concat(RenderCheck.Problems(issue, newsletter)), Is.Empty);
            Assert.That(issue.Spliced, Is.Not.Null);
            Assert.That(
                page.Html,
                Does.Contain("<h1 style=\"color:#0b5d68;\">A title</h1>").And.Contain("you by Acme.")
            );
            Assert.That(page.Text, Does.Contain("\nThe Letter\n1 Harbour Street\n"));
        }
    }

    [Test]
    public void Each_code_of_the_table_of_the_language_can_be_read()
    {
        var codes = Guide
            .Split('\n')
            .SkipWhile(line => line != "| code | what it does |")
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(row => row.Replace("\\|", "\u0001", StringComparison.Ordinal).Split('|')[1].Replace('\u0001', '|'))
            .Select(cell => cell.Trim().Trim('`').Replace("…", "", StringComparison.Ordinal))
            .ToList();

        Assert.That(codes, Has.Count.GreaterThan(5));
        Assert.That(codes.Where(code => Template.Parse(code).HasErrors), Is.Empty);
    }

    private static IEnumerable<string> InScope()
    {
        var newsletter = NewsletterSample.Settings();
        var (issue, _) = IssueFile.Read("issues/a.md", "---\ntitle: A title\n---\nHello.\n"u8.ToArray());
        var reader = new ReaderValues(Recipient.Sample("ana@example.org"), Links);
        var mails = new MailScope(newsletter, Links, canPay: true);
        return MailKinds
            .Words.Values.Select(kind => mails.Of(MailTemplates.Sample(kind), MailTemplates.Latest)!)
            .Append(
                RenderScope.Named(
                    ("newsletter", RenderScope.Newsletter(newsletter)),
                    ("look", RenderScope.Look(newsletter.Look)),
                    ("subscriber", RenderScope.Subscriber(reader.Recipient, reader.Reference)),
                    ("links", RenderScope.Links(reader, Links, "a")),
                    ("issue", RenderScope.WithBody(RenderScope.Issue(issue!.Issue, new(2026, 11, 24), "en"), ""))
                )
            )
            .SelectMany(scope => scope)
            .SelectMany(root => ((ScriptObject)root.Value!).Keys.Select(key => $"{root.Key}.{key}"))
            .Where(name => !name.StartsWith("mail.confirmation", StringComparison.Ordinal))
            .Distinct();
    }

    [GeneratedRegex("`([^`]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex InBackticks { get; }

    [GeneratedRegex(
        @"(?<=\| partial \| what it is \|\n\| --- \| --- \|\n(?:\|[^\n]*\n)*)\|[^\n]*",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex PartialRows { get; }

    [GeneratedRegex(
        @"Write `(?<file>templates/[\w.-]+)`:\n\n   ```\w+\n(?<text>.*?)   ```",
        RegexOptions.CultureInvariant | RegexOptions.Singleline
    )]
    private static partial Regex Blocks { get; }
}
