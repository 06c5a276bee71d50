using AngleSharp.Dom;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Archive;

/// <summary>Text of an issue for its page and, with whole addresses, for the feed. Tests: ArchiveTests.</summary>
/// <param name="ImageUrl">The first image that is ours, as a whole address; null when there is none.</param>
/// <param name="Plain">The words without markup, for the search.</param>
internal sealed record ArchiveText(string Page, string Feed, string? ImageUrl, string Plain)
{
    public static ArchiveText Of(IElement body, NewsletterSettings newsletter, string slug)
    {
        var page = body.InnerHtml;
        var copy = (IElement)body.Clone(deep: true);
        var origin = new Uri(newsletter.BaseUrl).GetLeftPart(UriPartial.Authority);
        foreach (var image in copy.QuerySelectorAll("img[src^='/']"))
        {
            image.SetAttribute("src", origin + image.GetAttribute("src"));
        }

        foreach (var link in copy.QuerySelectorAll("a[href^='#']"))
        {
            link.SetAttribute("href", ArchiveAddress.Issue(newsletter, slug) + link.GetAttribute("href"));
        }

        return new(page, copy.InnerHtml, copy.QuerySelector("img[src]")?.GetAttribute("src"), PlainText.Of(body));
    }
}
