using System.Text;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Whether the templates can be read, and every mail beside the issues can be made of them.
/// Tests: DoctorTests.
/// </summary>
internal static class TemplateCheck
{
    public static Check Run(NewsletterFolder folder, NewsletterSettings newsletter)
    {
        const string Name = "templates";
        var (templates, problems) = TemplateSet.Load(folder.Templates);

        // The template of the next issue is looked at with that issue.
        var needed = MailKinds
            .Words.All.Append(Issue.UsualTemplate)
            .Append(CorrectionText.Template)
            .SelectMany(name => TemplateReach.Names(templates, name))
            .ToHashSet(StringComparer.Ordinal);
        List<Problem> all =
        [
            .. TemplateReach.Judge(problems, needed),
            .. MailTemplates.Check(folder.Templates, newsletter),
            .. LetterTemplates(templates)
                .SelectMany(name => TemplateReach.Judge(OfLetter(name, folder, newsletter), needed)),
        ];
        return all.FirstOrDefault(problem => problem.Severity is Severity.Error) is { } fault
                ? Check.Red(Name, fault.ToString(), "Fix that line; dispatcher issue check shows all faults.")
            : all.FirstOrDefault() is { } finding
                ? Check.Yellow(
                    Name,
                    finding.ToString(),
                    "Letters go out as they are; dispatcher issue check shows all."
                )
            : Check.Green(Name, $"They can be read, and every mail can be made of them. {OfTheNewsletter(templates)}");
    }

    /// <summary>The templates that an issue can name, and the one of corrections.</summary>
    private static IEnumerable<string> LetterTemplates(TemplateSet templates) =>
        templates
            .Sources.Keys.Where(name => name.EndsWith(TemplateSet.HtmlSuffix, StringComparison.Ordinal))
            .Select(name => name[..^TemplateSet.HtmlSuffix.Length])
            .Where(name =>
                !name.Contains('/', StringComparison.Ordinal) && MailKinds.WithTemplate.All(kind => kind.Word() != name)
            );

    /// <summary>What is wrong with the templates of an invented issue.</summary>
    private static IEnumerable<Problem> OfLetter(string name, NewsletterFolder folder, NewsletterSettings newsletter)
    {
        var source = Encoding.UTF8.GetBytes(
            $"---\ntitle: A title\npreheader: A sentence\nauthor: A. Author\ntemplate: {name}\n---\nA text.\n"
        );
        if (IssueFile.Read("issues/a-title.md", source).Candidate is not { } candidate)
        {
            return [];
        }

        var (package, problems) = new IssuePackageReader(folder, newsletter).Read(candidate);
        CompiledIssue? issue = null;
        if (package is not null)
        {
            (issue, problems) = CompiledIssue.Compile(package, newsletter, DateOnly.FromDateTime(DateTime.UnixEpoch));
        }

        // An issue has what its template wants below extra:, and this one has nothing.
        return problems
            .Concat(issue is null ? [] : RenderCheck.Problems(issue, newsletter))
            .Where(problem => problem.File.StartsWith("templates/", StringComparison.Ordinal));
    }

    /// <summary>Says which templates an upgrade does not change.</summary>
    private static string OfTheNewsletter(TemplateSet templates)
    {
        const int MaxNames = 5;
        var own = templates.Own.Count;
        return own == 0
            ? "All are the shipped ones."
            : $"Own ones: {string.Join(", ", templates.Own.Take(MaxNames))}"
                + (own > MaxNames ? $" and {own - MaxNames} more." : ".");
    }
}
