namespace Newsletter.Dispatcher.Settings;

/// <summary>The folder of one newsletter: <c>appsettings.json</c>, <c>issues/</c> and <c>templates/</c>.</summary>
/// <param name="Root">Absolute path; relative paths in the settings start here.</param>
internal sealed record NewsletterFolder(string Root)
{
    /// <summary>Where editors queue issues.</summary>
    public string Issues => Path.Combine(Root, "issues");

    /// <summary>The template pairs and their partials.</summary>
    public string Templates => Path.Combine(Root, "templates");
}
