using System.Globalization;
using AngleSharp.Dom;

namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>
/// Gives each image the width that it is shown at, because Outlook for Windows knows no other and phones that drop
/// <c>&lt;style&gt;</c> would show it as wide as the file. No image is made larger than it is. A small image within a
/// sentence stays in its line. Tests: LetterBodyTests.
/// </summary>
internal static class LetterImages
{
    /// <summary>What a list or a quotation takes from the width of the column, in pixels.</summary>
    private const int Indent = 26;

    private const int NarrowestColumn = 100;

    /// <summary>About two lines of text, in pixels: a higher image would tear the lines of a sentence apart.</summary>
    private const int HighestInLine = 48;

    private static readonly HashSet<string> TextBlocks = new(StringComparer.Ordinal)
    {
        "blockquote",
        "caption",
        "dd",
        "div",
        "dt",
        "figcaption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "p",
        "td",
        "th",
    };

    private const string AsBlock = "display:block;max-width:100%;height:auto";

    private const string InLine = "display:inline;max-width:100%;height:auto;margin:0;vertical-align:middle";

    public static void Size(IElement image, LetterSetting setting, OwnStyles own)
    {
        if (image.GetAttribute("src") is not { } address || setting.ImageOf(address) is not { Width: > 0 } header)
        {
            own.Add(image, AsBlock);
            return;
        }

        if (header.NeedsGround)
        {
            image.ClassList.Add(LetterBody.Ground);
        }

        var indents = image.Ancestors<IElement>().Count(around => around.LocalName is "ul" or "ol" or "blockquote");
        var room = Math.Max(NarrowestColumn, setting.Column - (indents * Indent));
        var wanted = Pixels(image.GetAttribute("width")) ?? header.Width;
        var width = Math.Min(Math.Min(wanted, header.Width), room);
        image.SetAttribute("width", width.ToString(CultureInfo.InvariantCulture));
        var isInLine = width * header.Height <= HighestInLine * header.Width && HasWordsBeside(image);
        own.Add(image, isInLine ? InLine : AsBlock);

        // Yahoo takes no height from a style, so a height here would squeeze the image on a telephone.
        image.RemoveAttribute("height");
    }

    private static bool HasWordsBeside(IElement image) =>
        image.Ancestors<IElement>().FirstOrDefault(around => TextBlocks.Contains(around.LocalName)) is { } block
        && !string.IsNullOrWhiteSpace(block.TextContent);

    /// <summary>A number of pixels as the editor wrote it; null for anything else, such as <c>50%</c>.</summary>
    private static int? Pixels(string? width) =>
        int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) && pixels > 0
            ? pixels
            : null;
}
