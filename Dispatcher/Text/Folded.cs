using System.Globalization;
using System.Text;

namespace Newsletter.Dispatcher.Text;

/// <summary>
/// Text as it is compared in a search: without case and accents, so that "uber" finds "Über".
/// Tests: PublicationTests.
/// </summary>
internal static class Folded
{
    public static string Of(string text)
    {
        if (Ascii.IsValid(text) && !text.Any(char.IsControl))
        {
            return text.ToLowerInvariant();
        }

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

    /// <summary>The text with a sign for each half of a character: Normalize throws on half a surrogate pair.</summary>
    public static string Whole(string text) => string.Concat(text.EnumerateRunes());
}
