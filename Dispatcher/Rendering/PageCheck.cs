using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>
/// Looks at a finished letter as a careful person would: can the reader leave, who sends it, are the pictures there,
/// does it tell somebody else who reads. Each finding is a warning, because a letter with a fault is better than none.
/// Pure.
/// </summary>
internal static partial class PageCheck
{
    private static readonly string[] Active = ["script", "iframe", "object", "embed", "form", "video", "audio"];

    /// <summary>The findings; each names the template and what to do.</summary>
    public static IEnumerable<Problem> Problems(FinishedPage page, NewsletterSettings newsletter)
    {
        using var document = new HtmlParser().ParseDocument(page.Html);
        var seen = Collapsed(document.Body?.TextContent ?? "");
        var text = Collapsed(page.Text);
        return
        [
            .. Unsubscribe(page, document),
            .. Address(page.HtmlFile, seen, newsletter, "newsletter.postal_lines, or include \"footer\""),
            .. page.TextFile is { } file
                ? Address(file, text, newsletter, "newsletter.postal_lines, or include \"footer\"")
                : [],
            .. document.QuerySelectorAll("img").SelectMany(image => Image(page, image, newsletter)).Distinct(),
            .. Loaded(page, document, newsletter),
        ];
    }

    /// <summary>A template that never shows the text of the issue.</summary>
    public static Problem NoBody(string file) =>
        Findings.TemplateBody.At(
            file,
            0,
            0,
            "does not show the text of the issue; write {{ issue.body }} where it belongs."
        );

    private static IEnumerable<Problem> Unsubscribe(FinishedPage page, IParentNode document)
    {
        if (page.Unsubscribe is not { } link)
        {
            yield break;
        }

        if (!document.QuerySelectorAll("a[href]").Any(a => a.GetAttribute("href") == link && Shows(a)))
        {
            yield return Findings.TemplateUnsubscribe.At(
                page.HtmlFile,
                0,
                0,
                "has no link to unsubscribe; write <a href=\"{{ links.unsubscribe }}\">Unsubscribe</a>, or include "
                    + "\"footer\"."
            );
        }

        if (page.TextFile is { } file && !page.Text.Contains(link, StringComparison.Ordinal))
        {
            yield return Findings.TemplateUnsubscribe.At(
                file,
                0,
                0,
                "has no link to unsubscribe; write {{ links.unsubscribe }} on a line of its own, or include \"footer\"."
            );
        }
    }

    private static bool Shows(IElement link) =>
        link.TextContent.Trim().Length > 0 || link.QuerySelector("img[alt]") is not null;

    private static IEnumerable<Problem> Address(string file, string seen, NewsletterSettings newsletter, string advice)
    {
        if (newsletter.PostalAddress.FirstOrDefault(line => !seen.Contains(Collapsed(line), Ordinal)) is { } missing)
        {
            yield return Findings.TemplateAddress.At(
                file,
                0,
                0,
                $"does not show the postal address ({IssueKeys.Quoted(missing)} is missing), which the law asks for; "
                    + $"show {advice}."
            );
        }
    }

    private static IEnumerable<Problem> Image(FinishedPage page, IElement image, NewsletterSettings newsletter)
    {
        var source = image.GetAttribute("src") ?? "";
        if (page.OwnText.Length > 0 && source.Length > 0 && page.OwnText.Contains(source, Ordinal))
        {
            yield break;
        }

        var shown = $"the image {IssueKeys.Quoted(source)}";
        if (image.GetAttribute("alt") is null && !source.StartsWith("cid:", Ordinal))
        {
            yield return Warning($"{shown} has no alt text for those who do not see it; write alt=\"…\".");
        }
        else if (image.GetAttribute("alt") is null)
        {
            yield return Warning("an image has no alt text for those who do not see it; write alt=\"…\".");
        }

        if (source.StartsWith("cid:", Ordinal))
        {
            yield break;
        }

        if (source.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            yield return Warning(
                "an image is written into the page (data:), and mail programs do not show it; put a file "
                    + "into templates/."
            );
        }
        else if (!Uri.TryCreate(source, UriKind.Absolute, out var address) || !IsWeb(address))
        {
            yield return Warning($"{shown} leads to no picture; put the file into templates/ and write its name.");
        }
        else if (IsForeign(address, newsletter))
        {
            yield return Findings.TemplateForeign.At(page.HtmlFile, 0, 0, Foreign(shown, address));
        }

        Problem Warning(string message) => Findings.TemplateImage.At(page.HtmlFile, 0, 0, message);
    }

    /// <summary>What a mail program would load or take out, besides images.</summary>
    private static IEnumerable<Problem> Loaded(FinishedPage page, IParentNode document, NewsletterSettings newsletter)
    {
        foreach (var name in Active.Where(name => document.QuerySelector(name) is not null))
        {
            yield return Findings.TemplateElement.At(
                page.HtmlFile,
                0,
                0,
                $"has a {name} element, and mail programs take it out or distrust the mail; take it away."
            );
        }

        var loads = document
            .QuerySelectorAll("link[href]")
            .Select(link => link.GetAttribute("href")!)
            .Concat(document.QuerySelectorAll("[background]").Select(element => element.GetAttribute("background")!))
            .Concat(
                document.QuerySelectorAll("[srcset]").Select(element => element.GetAttribute("srcset")!.Split(' ')[0])
            )
            .Concat(
                document
                    .QuerySelectorAll("style")
                    .Select(style => style.TextContent)
                    .Concat(document.QuerySelectorAll("[style]").Select(element => element.GetAttribute("style")!))
                    .SelectMany(css => InCss.Matches(css).Select(match => match.Groups["address"].Value))
            );
        foreach (var load in loads.Distinct(StringComparer.Ordinal))
        {
            if (
                Uri.TryCreate(
                    load.StartsWith("//", Ordinal) ? $"https:{load}" : load,
                    UriKind.Absolute,
                    out var address
                )
                && IsWeb(address)
                && IsForeign(address, newsletter)
            )
            {
                yield return Findings.TemplateForeign.At(page.HtmlFile, 0, 0, Foreign(IssueKeys.Quoted(load), address));
            }
        }
    }

    private static string Foreign(string what, Uri address) =>
        $"{what} is loaded from {address.Host}, which then learns who reads and when; put the file into templates/ and "
        + "write its name.";

    private static bool IsWeb(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp;

    private static bool IsForeign(Uri address, NewsletterSettings newsletter) =>
        !address.Host.Equals(new Uri(newsletter.BaseUrl).Host, StringComparison.OrdinalIgnoreCase);

    private static StringComparison Ordinal => StringComparison.Ordinal;

    private static string Collapsed(string text) => Blanks.Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks { get; }

    [GeneratedRegex(
        """(?:url\(\s*["']?|@import\s+["'])(?<address>(?:https?:)?//[^"')\s]+)""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex InCss { get; }
}
