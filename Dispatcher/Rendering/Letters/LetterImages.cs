using System.Globalization;
using AngleSharp.Dom;

namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>
/// Gives each image the width that it is shown at, because Outlook for Windows knows no other and phones that drop
/// <c>&lt;style&gt;</c> would show it as wide as the file. No image is made larger than it is. Tests: LetterBodyTests.
/// </summary>
internal static class LetterImages
{
    /// <summary>What a list or a quotation takes from the width of the column, in pixels.</summary>
    private const int Indent = 26;

    private const int NarrowestColumn = 100;

    public static void Size(IElement image, LetterSetting setting, OwnStyles own)
    {
        own.Add(image, "display:block;max-width:100%;height:auto");
        if (image.GetAttribute("src") is not { } address || setting.ImageOf(address) is not { Width: > 0 } header)
        {
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

        // Yahoo takes no height from a style, so a height here would squeeze the image on a telephone.
        image.RemoveAttribute("height");
    }

    /// <summary>A number of pixels as the editor wrote it; null for anything else, such as <c>50%</c>.</summary>
    private static int? Pixels(string? width) =>
        int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) && pixels > 0
            ? pixels
            : null;
}
