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
        if (templates.Sources.Count == 0)
        {
            return Check.Red(
                Name,
                $"There are no templates in {folder.Templates}.",
                "Copy the folder templates/ that came with the program there."
            );
        }

        return
            problems
                .Concat(MailTemplates.Check(folder.Templates, newsletter))
                .FirstOrDefault(problem => problem.Severity is Severity.Error)
                is { } fault
            ? Check.Red(Name, fault.ToString(), "Fix that line; dispatcher issue check shows all faults.")
            : Check.Green(Name, "They can be read, and every mail can be made of them.");
    }
}
