using System.Globalization;
using System.Security;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// The icon of a newsletter that has no icon of its own: the first letter of its name on its accent colour, as SVG.
/// Tests: LookPagesTests.
/// </summary>
internal static class LetterIcon
{
    public static string Of(string name, Colour accent) =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"7\" "
        + $"fill=\"{accent}\"/><text x=\"16\" y=\"23\" fill=\"{accent.OnIt}\" font-family=\"Georgia, serif\" "
        + $"font-size=\"21\" font-weight=\"bold\" text-anchor=\"middle\">"
        + $"{SecurityElement.Escape(First(name))}</text></svg>";

    /// <summary>The first letter or digit as a reader sees it, with its accents; a dot where there is none.</summary>
    private static string First(string name)
    {
        var signs = StringInfo.GetTextElementEnumerator(name);
        while (signs.MoveNext())
        {
            var sign = signs.GetTextElement();
            if (char.IsLetterOrDigit(sign, 0))
            {
                return sign.ToUpperInvariant();
            }
        }

        return "\u2022";
    }
}
