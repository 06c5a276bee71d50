using System.Globalization;
using System.Text;

namespace Newsletter.Dispatcher.Archive;

/// <summary>Text as it is compared in a search: without case and accents, so that "uber" finds "Über".</summary>
internal static class SearchText
{
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in Whole(text).Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Control))
            {
                folded.Append(Rune.ToLowerInvariant(rune));
            }
        }

        return folded.Replace("ß", "ss").ToString();
    }

    /// <summary>Normalize throws on half a surrogate pair.</summary>
    private static string Whole(string text) => string.Concat(text.EnumerateRunes());
}
