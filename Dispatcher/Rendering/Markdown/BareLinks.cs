using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Turns bare addresses of a page into links: web addresses that the Markdown step marked, and email addresses.
/// Tests: IssueBodyTests.
/// </summary>
/// <remarks>Inside a link and inside code an address stays text.</remarks>
internal static partial class BareLinks
{
    /// <summary>The endings of image names such as <c>logo@2x.png</c>, which are not email addresses.</summary>
    private static readonly string[] FileEndings = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".heic"];

    /// <param name="attribute">The attribute of the spans that contain a web address. The links that are made of these
    /// get it, too, but empty.</param>
    /// <param name="hasCode">True when a text contains template code.</param>
    public static void Make(IElement body, string marker, string attribute, Func<string, bool> hasCode)
    {
        var texts = body.GetDescendants()
            .OfType<IText>()
            .Where(text => text.Data.Contains('@') && MayHoldLink(text, attribute));
        foreach (var text in texts.ToList())
        {
            MakeEmailLinks(text, attribute, hasCode);
        }

        foreach (var span in body.QuerySelectorAll($"span[{attribute}]").ToList())
        {
            if (MayHoldLink(span, except: null))
            {
                var link = body.Owner!.CreateElement("a");
                link.SetAttribute("href", span.GetAttribute(attribute)!);
                link.SetAttribute(marker, span.GetAttribute(marker) ?? "");
                link.SetAttribute(attribute, "");
                link.TextContent = span.TextContent;
                span.ReplaceWith(link);
            }
            else
            {
                span.ReplaceWith(body.Owner!.CreateTextNode(span.TextContent));
            }
        }
    }

    private static bool MayHoldLink(INode node, string? except) =>
        node.Ancestors<IElement>()
            .All(around =>
                around.LocalName is not ("a" or "code" or "pre" or "kbd" or "samp")
                && (except is null || !around.HasAttribute(except))
            );

    private static void MakeEmailLinks(IText text, string attribute, Func<string, bool> hasCode)
    {
        var (owner, done, rest) = (text.Owner!, 0, text.Data);
        foreach (Match match in Email.Matches(rest))
        {
            var isFile = FileEndings.Any(ending => match.Value.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
            if (isFile || hasCode(match.Value) || !EmailAddress.TryParse(match.Value, out _, out _))
            {
                continue;
            }

            var link = owner.CreateElement("a");
            link.SetAttribute("href", $"mailto:{match.Value}");
            link.SetAttribute(attribute, "");
            link.TextContent = match.Value;
            text.Parent!.InsertBefore(owner.CreateTextNode(rest[done..match.Index]), text);
            text.Parent.InsertBefore(link, text);
            done = match.Index + match.Length;
        }

        text.Data = rest[done..];
    }

    /// <summary>
    /// Matches an email address that is not part of a longer word, of a web address or of a name such as
    /// @ana@example.org.
    /// </summary>
    [GeneratedRegex(
        @"(?<![\p{L}\p{N}.!#$%&'*+/=?^_`{|}~@:-])[A-Za-z0-9][A-Za-z0-9.!#$%&'+_~-]{0,63}"
            + @"@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}@_/]|"
            + @"[-.][\p{L}\p{N}])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Email { get; }
}
