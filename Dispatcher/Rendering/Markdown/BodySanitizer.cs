using AngleSharp.Html.Dom;
using Ganss.Xss;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Keeps only the allowed elements and attributes of a page: text, links, images, tables. Reports all that it removes.
/// Tests: IssueBodyTests.
/// </summary>
internal static class BodySanitizer
{
    private static readonly string[] Elements =
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
        "var",
        "wbr",
    ];

    private static readonly string[] Attributes =
    [
        "align",
        "alt",
        "bgcolor",
        "border",
        "cellpadding",
        "cellspacing",
        "class",
        "color",
        "colspan",
        "dir",
        "height",
        "href",
        "id",
        "lang",
        "role",
        "rowspan",
        "scope",
        "size",
        "span",
        "src",
        "start",
        "title",
        "type",
        "valign",
        "width",
    ];

    /// <summary>A page without anything that runs, loads or asks; the caller disposes it.</summary>
    /// <param name="marker">One of our own attributes, which is kept.</param>
    /// <param name="removed">Called for each thing that is removed, except HTML comments, which are notes of the
    /// editor.</param>
    public static IHtmlDocument Sanitize(string html, string marker, Action<Removal> removed)
    {
        var options = HtmlSanitizerOptions.Empty();
        options.AllowedTags.UnionWith(Elements);
        options.AllowedAttributes.UnionWith(Attributes);
        options.AllowedAttributes.UnionWith([marker, $"{marker}-style", $"{marker}-bare"]);
        options.UriAttributes.UnionWith(["href", "src"]);
        options.AllowedSchemes.UnionWith(["http", "https", "mailto", "cid"]);
        var sanitizer = new HtmlSanitizer(options);
        sanitizer.FilterUrl += (_, e) =>
        {
            if (e.Tag.LocalName == "a" && LinkScheme.MayStay(e.OriginalUrl))
            {
                e.SanitizedUrl ??= e.OriginalUrl;
            }
        };
        sanitizer.RemovingTag += (_, e) =>
            removed(
                new(
                    Findings.HtmlRemoved,
                    $"<{e.Tag.LocalName}> has no place in a mail; take it out.",
                    $"<{e.Tag.LocalName}",
                    e.Tag
                )
            );
        sanitizer.RemovingAttribute += (_, e) =>
        {
            if (e.Reason is not (RemoveReason.StyleAttributeEmpty or RemoveReason.ClassAttributeEmpty))
            {
                removed(
                    new(
                        FindingOf(e),
                        OfAttribute(e),
                        e.Reason is RemoveReason.NotAllowedUrlValue ? e.Attribute.Value : e.Attribute.Name,
                        e.Tag
                    )
                );
            }
        };

        var document = HtmlSanitizer.DefaultHtmlParserFactory().ParseDocument($"<!doctype html><html><body>{html}");
        foreach (var attribute in document.Body!.Attributes.Concat(document.DocumentElement.Attributes).ToList())
        {
            removed(
                new(
                    Findings.HtmlRemoved,
                    $"the attribute {attribute.Name} of <body> has no place in a mail; take it out.",
                    attribute.Name,
                    document.Body
                )
            );
            document.Body.RemoveAttribute(attribute.Name);
            document.DocumentElement.RemoveAttribute(attribute.Name);
        }

        TakeStylesAside(document, marker, removed);
        sanitizer.SanitizeDom(document, document.Body);
        foreach (var element in document.Body.QuerySelectorAll($"[{marker}-style]"))
        {
            element.SetAttribute("style", element.GetAttribute($"{marker}-style"));
            element.RemoveAttribute($"{marker}-style");
        }

        return document;
    }

    /// <summary>
    /// Styles are checked here and kept as the editor wrote them, because the sanitizer would rewrite colours as
    /// rgba(), which Outlook does not know.
    /// </summary>
    private static void TakeStylesAside(IHtmlDocument document, string marker, Action<Removal> removed)
    {
        foreach (var element in document.Body!.QuerySelectorAll("[style]"))
        {
            var style = element.GetAttribute("style")!;
            element.RemoveAttribute("style");
            if (InlineStyle.Fault(style) is { } fault)
            {
                removed(new(Findings.StyleRemoved, fault, style, element));
            }
            else
            {
                element.SetAttribute($"{marker}-style", style);
            }
        }
    }

    private static Finding FindingOf(RemovingAttributeEventArgs e) =>
        e switch
        {
            { Reason: not RemoveReason.NotAllowedUrlValue } => Findings.HtmlRemoved,
            { Tag.LocalName: "img" } when IsData(e.Attribute.Value) => Findings.ImageData,
            { Tag.LocalName: "img" } => Findings.ImageRemote,
            _ => Findings.LinkScheme,
        };

    private static string OfAttribute(RemovingAttributeEventArgs e) =>
        e switch
        {
            { Reason: not RemoveReason.NotAllowedUrlValue } =>
                $"the attribute {e.Attribute.Name} of <{e.Tag.LocalName}> has no place in a mail; take it out.",
            { Tag.LocalName: "img" } when IsData(e.Attribute.Value) => LinkRule.DataImage.Message,
            { Tag.LocalName: "img" } =>
                $"an image may not come from {Shown(e.Attribute.Value)}; put the file beside the issue and write its "
                    + "path.",
            _ => $"a link may not lead to {Shown(e.Attribute.Value)}; only https:, http:, mailto:, tel: and sms: may "
                + "stand in a mail.",
        };

    private static bool IsData(string url) => url.TrimStart().StartsWith("data:", StringComparison.OrdinalIgnoreCase);

    private static string Shown(string value)
    {
        var line = string.Concat(value.Select(c => char.IsControl(c) ? '?' : c));
        return line.Length > 60 ? $"\"{line[..60]}…\"" : $"\"{line}\"";
    }
}
