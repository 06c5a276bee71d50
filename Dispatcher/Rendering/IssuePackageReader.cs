using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Rendering.Templates;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>Gathers what an issue is made of from <c>issues/</c> and <c>templates/</c>.</summary>
internal sealed class IssuePackageReader(string issuesFolder, string templatesFolder)
{
    /// <summary>Reads one issue with everything it needs.</summary>
    /// <param name="file">The issue file, absolute or relative to the current folder.</param>
    /// <returns>Null with at least one error among the problems.</returns>
    public (IssuePackage? Package, IReadOnlyList<Problem> Problems) Read(string file)
    {
        var folder = new IssueFolder(issuesFolder);
        var (found, problems) = folder.ReadOne(file);
        if (found is null)
        {
            return (null, problems);
        }

        // Read once more as bytes: they are what is frozen, and what everything below is made from.
        var (source, fault) = folder.ReadBytes(Path.Combine(issuesFolder, $"{found.Slug}.md"), IssueFile.MaxBytes);
        if (source is null)
        {
            return (null, [Problem.Error(found.File, 0, 0, fault!.Message)]);
        }

        (var issue, problems) = IssueFile.Read(found.File, source);
        if (issue is null)
        {
            return (null, problems);
        }

        var beside = new IssueImages(issuesFolder);
        var images = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var faults = new List<Problem>();
        foreach (var image in IssueBody.From(issue, path => path).Images.DistinctBy(image => image.Path))
        {
            var reading = beside.Read(image.Path, issue.File, image.Line, image.Column);
            if (reading.Image is { } content)
            {
                images[image.Path] = content.Content;
            }
            else
            {
                faults.Add(reading.Problem!);
            }
        }

        var (templates, unreadable) = TemplateSet.Load(templatesFolder);
        List<Problem> all = [.. faults, .. unreadable];
        return all.Any(problem => problem.Severity is Severity.Error)
            ? (null, [.. problems, .. all])
            : (new IssuePackage(issue.File, source, images, templates.Sources), all);
    }
}
