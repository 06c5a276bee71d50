namespace Newsletter.Dispatcher.Rendering;

/// <summary>The folders that editors work in.</summary>
internal sealed record IssueFiles(string IssuesFolder, string TemplatesFolder)
{
    public IssuePackageReader Reader => new(IssuesFolder, TemplatesFolder);
}
