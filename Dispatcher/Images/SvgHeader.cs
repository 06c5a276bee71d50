using System.Text;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Images;

/// <summary>Recognises an SVG: a drawing as text, whose size only a decoder knows. Tests: ImageHeaderTests.</summary>
internal static partial class SvgHeader
{
    private const int SearchedBytes = 1024;

    /// <summary>The header without a size; null when the text does not begin as an SVG does.</summary>
    public static ImageHeader? Read(ReadOnlySpan<byte> content)
    {
        var begin = Encoding.UTF8.GetString(content[..Math.Min(content.Length, SearchedBytes)]).TrimStart('\uFEFF');
        return Begin.IsMatch(begin)
            ? new(
                ImageKind.Svg,
                0,
                0,
                MayBeSeenThrough: true,
                IsWhole: content.TrimEnd(" \r\n\t"u8).EndsWith("</svg>"u8)
                    || content.TrimEnd(" \r\n\t"u8).EndsWith("/>"u8)
            )
            : null;
    }

    [GeneratedRegex(
        @"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*(?:<!DOCTYPE\s+svg[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<svg[\s>]",
        RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking
    )]
    private static partial Regex Begin { get; }
}
