using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Mails;
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
        return
            problems
                .Concat(MailTemplates.Check(folder.Templates, newsletter))
                .FirstOrDefault(problem => problem.Severity is Severity.Error)
                is { } fault
            ? Check.Red(Name, fault.ToString(), "Fix that line; dispatcher issue check shows all faults.")
            : Check.Green(Name, $"They can be read, and every mail can be made of them. {OfTheNewsletter(templates)}");
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
