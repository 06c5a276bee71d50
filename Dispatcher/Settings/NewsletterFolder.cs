namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// The folder of one newsletter: <c>appsettings.json</c>, <c>issues/</c> and <c>templates/</c>. It owns these paths;
/// everything that reads issues or templates takes the paths from here.
/// </summary>
/// <param name="Root">Absolute path; relative paths in the settings start here.</param>
internal sealed record NewsletterFolder(string Root)
{
    /// <summary>Where editors queue issues.</summary>
    public string Issues { get; init; } = Path.Combine(Root, "issues");

    /// <summary>The template pairs and their partials.</summary>
    public string Templates { get; init; } = Path.Combine(Root, "templates");
}
