using System.Globalization;
using System.Text;

namespace Newsletter.Dispatcher.Subscribers.Import.Columns;

/// <summary>
/// The name of a CSV column, however it is spelt: <c>optOut</c>, <c>Opt-Out?</c> and <c>OPT_OUT</c> are two words.
/// Pure.
/// </summary>
internal static class ColumnName
{
    /// <summary>Most characters of a name that are looked at.</summary>
    private const int MaxLength = 200;

    /// <summary>
    /// The words of a name in lower case, without accents. A word ends at a sign, a blank, or a capital letter.
    /// </summary>
    public static IReadOnlyList<string> Words(string name)
    {
        var letters = Plain(name);
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < letters.Length; i++)
        {
            if (word.Length > 0 && (!char.IsLetterOrDigit(letters[i]) || BeginsWord(letters, i)))
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (char.IsLetterOrDigit(letters[i]))
            {
                word.Append(char.ToLowerInvariant(letters[i]));
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>The words with <c>_</c> between them: <c>E-Mail Address</c> is <c>e_mail_address</c>.</summary>
    public static string Key(string name) => string.Join('_', Words(name));

    /// <summary>A name or a value on one line, cut to a length that fits into a message.</summary>
    public static string Shown(string text)
    {
        var line = string.Concat(text.Trim().Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length > 40 ? line[..40] + "…" : line;
    }

    /// <summary>True for the capitals in <c>isActive</c> and <c>GDPRConsent</c> that begin a word.</summary>
    private static bool BeginsWord(string letters, int i) =>
        char.IsUpper(letters[i])
        && (
            char.IsLower(letters[i - 1])
            || (i + 1 < letters.Length && char.IsLower(letters[i + 1]) && char.IsUpper(letters[i - 1]))
        );

    /// <summary>Without accents; a broken character would have no normal form and is left out.</summary>
    private static string Plain(string name)
    {
        var whole = string.Concat(name.Take(MaxLength).Where(c => !char.IsSurrogate(c) && c != '\uFFFE'));
        return string.Concat(
            whole
                .Normalize(NormalizationForm.FormD)
                .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
        );
    }
}
