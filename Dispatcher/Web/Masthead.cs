using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary>The newsletter's name at the head of a page: its logo where it has one. Tests: LookPagesTests.</summary>
internal sealed class Masthead(NewsletterSettings newsletter, Assets assets)
{
    /// <summary>The logo with the name as its text, or the name.</summary>
    public IHtmlContent Name(IUrlHelper url)
    {
        var name = HtmlEncoder.Default.Encode(newsletter.Name);
        if (assets.Logo is not { } logo)
        {
            return new HtmlString(name);
        }

        var dark = assets.LogoDark is { } night
            ? $"<source srcset=\"{Address(night)}\" media=\"(prefers-color-scheme: dark)\">"
            : "";
        return new HtmlString($"<picture class=\"logo\">{dark}<img src=\"{Address(logo)}\" alt=\"{name}\"></picture>");

        string Address(Asset asset) => HtmlEncoder.Default.Encode(url.Content("~" + assets.Path(asset.Name)));
    }
}
