using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Scriban;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>Collects the files of an issue from <c>issues/</c> and <c>templates/</c>. Tests: SpliceTests.</summary>
internal sealed class IssuePackageReader(NewsletterFolder folder, NewsletterSettings newsletter)
{
    private readonly IssueFolder _issues = new(folder.Issues);

    /// <summary>Reads one issue with all files that it needs.</summary>
    /// <param name="file">The issue file, as for <see cref="IssueFolder.ReadOne"/>.</param>
    /// <returns>The package; or null, with at least one error among the problems.</returns>
    public (IssuePackage? Package, IReadOnlyList<Problem> Problems) Read(string file)
    {
        var reading = _issues.ReadOne(file);
        return reading.Candidate is { } candidate ? Read(candidate) : (null, reading.Problems);
    }

    /// <summary>
    /// Collects the files that a candidate needs: its images and the templates as they are now. The issue's own file is
    /// not read again.
    /// </summary>
    /// <returns>The package; or null, with at least one error among the problems.</returns>
    public (IssuePackage? Package, IReadOnlyList<Problem> Problems) Read(IssueCandidate candidate)
    {
        var issue = candidate.Issue;
        var images = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var (templates, unreadable) = TemplateSet.Load(folder.Templates);
        var package = IssuePackage.Of(candidate, images, templates.Sources);
        var beside = new IssueImages(folder.Issues);
        var faults = new List<Problem>();
        foreach (var image in package.Body(issue, newsletter).Images.DistinctBy(image => image.Path))
        {
            var reading = beside.Read(image.Path, issue.File, image.Line, image.Column);
            if (reading.Image is { } content)
            {
                images[image.Path] = content.Content;
            }

            if (reading.Problem is { } problem)
            {
                faults.Add(problem);
            }
        }

        AddPictures(images, templates, package, faults);
        List<Problem> all =
        [
            .. faults,
            .. TemplateReach.Judge(unreadable, package.NeededTemplates(templates, newsletter)),
        ];
        return all.Any(problem => problem.Severity is Severity.Error)
            ? (null, [.. candidate.Warnings, .. all])
            : (package with { Advice = all }, all);
    }

    /// <summary>
    /// Adds what the issue's template shows, and what the template of a correction shows, which is made of this
    /// package later.
    /// </summary>
    private void AddPictures(
        Dictionary<string, byte[]> images,
        TemplateSet templates,
        IssuePackage package,
        List<Problem> faults
    )
    {
        var issue = package.Reading.Issue!;
        var body = Template.Parse(package.Body(issue, newsletter).HtmlTemplate, issue.File);
        foreach (
            var name in LetterPictures
                .Of(templates, issue.Template, body)
                .Union(LetterPictures.Of(templates, CorrectionText.Template))
        )
        {
            var logo = name switch
            {
                PictureNames.Logo => newsletter.Look.Logo,
                PictureNames.LogoDark => newsletter.Look.LogoDark,
                _ => null,
            };
            if (logo is { IsForMail: true })
            {
                images[name + PictureType.Extension(logo.Type)] = logo.Content;
            }
            else if (PictureNames.PathOf(name) is not { } path)
            {
                continue;
            }
            else if (templates.Pictures.TryGetValue(path, out var content))
            {
                images[name] = content;
            }
            else
            {
                faults.Add(templates.PictureProblems[path]);
            }
        }
    }
}
