using System.Globalization;
using System.Text;
using QRCoder;

namespace Newsletter.Dispatcher.Desk;

/// <summary>A QR code as an SVG that stands in the page: one path, black on white also by night; pure.</summary>
internal static class QrPicture
{
    /// <param name="title">What a screen reader says.</param>
    public static string Svg(string text, string title)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Count; x++)
            {
                if (rows[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        var side = rows.Count.ToString(CultureInfo.InvariantCulture);
        return $"""
            <svg class="qr" role="img" aria-label="{System.Net.WebUtility.HtmlEncode(
                title
            )}" viewBox="0 0 {side} {side}">
            <rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>
            """;
    }
}
