using System.Globalization;
using System.Text;

namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>
/// Breaks a sentence of a text mail into lines of at most 76 columns; a longer word stays whole. Pure.
/// Tests: SayTests.
/// </summary>
internal static class TextLines
{
    private const int Width = 76;

    public static string Break(string text)
    {
        if (text.Length <= Width)
        {
            return text;
        }

        var (broken, column) = (new StringBuilder(text.Length + 8), 0);
        foreach (var word in text.Split(' '))
        {
            var width = new StringInfo(word).LengthInTextElements;
            if (column > 0)
            {
                var fits = column + 1 + width <= Width;
                broken.Append(fits ? ' ' : '\n');
                column = fits ? column + 1 : 0;
            }

            broken.Append(word);
            column += width;
        }

        return broken.ToString();
    }
}
