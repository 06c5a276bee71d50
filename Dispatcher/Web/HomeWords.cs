using Newsletter.Dispatcher.Archive;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// The publisher's own words as the front page shows them. They are made once for each version of the file, so that an
/// edited file shows without a restart.
/// Tests: HomePageTests.
/// </summary>
internal sealed class HomeWords(NewsletterFolder folder, NewsletterSettings newsletter)
{
    private readonly Lock _gate = new();
    private (DateTime Written, long Length)? _version;
    private string? _html;

    /// <summary>HTML that is safe to show; null without a file, and for a file that doctor names as broken.</summary>
    public string? Find()
    {
        var path = HomeText.PathIn(folder);
        var file = new FileInfo(ConfinedPath.Real(path) ?? path);
        lock (_gate)
        {
            var version = file.Exists ? (file.LastWriteTimeUtc, file.Length) : ((DateTime, long)?)null;
            if (version != _version)
            {
                _html = version is null ? null : Make();
                _version = version;
            }

            return _html;
        }
    }

    private string? Make()
    {
        if (HomeText.Read(folder)?.Html is not { } html)
        {
            return null;
        }

        using var document = BodySanitizer.Sanitize(html, "data-home", _ => { });
        WebBody.Prepare(document.Body!, newsletter.Words);
        return document.Body!.InnerHtml;
    }
}
