using System.Globalization;
using System.Text;

namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// The tags of other products: words with commas between them, in quotes or not, in brackets or not.
/// Tests: ForeignFormTests.
/// </summary>
internal static class ForeignTags
{
    /// <summary>Tags as ours are written, and whether all of them could be.</summary>
    public static (IReadOnlyList<string> Tags, bool IsWhole) Read(string text)
    {
        var tags = new SortedSet<string>(StringComparer.Ordinal);
        var isWhole = true;
        foreach (var word in Words(text))
        {
            var tag = Tag(word);
            var fits =
                tag.Length > 0
                && (tags.Contains(tag) || tags.Count < SubscriberFields.MaxTags)
                && SubscriberFields.Tags([tag]).Problem is null;
            isWhole &= fits;
            if (fits)
            {
                tags.Add(tag);
            }
        }

        return ([.. tags], isWhole);
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char? quote = null;
        foreach (var c in text is ['[', .., ']'] ? text[1..^1] : text)
        {
            if (c == quote)
            {
                quote = null;
            }
            else if (quote is null && c is '"' or '\'' && IsBlank(word))
            {
                quote = c;
            }
            else if (quote is null && c is ',' or ';')
            {
                words.Add(word.ToString());
                word.Clear();
            }
            else
            {
                word.Append(c);
            }
        }

        words.Add(word.ToString());
        return [.. words.Where(one => one.Trim().Length > 0)];
    }

    /// <summary>
    /// Letters, digits and _ as they are, anything between them one hyphen; cut to the length of a tag.
    /// </summary>
    private static string Tag(string word)
    {
        var tag = new StringBuilder();
        foreach (var rune in word.EnumerateRunes())
        {
            if (
                rune.IsBmp
                && (
                    Rune.IsLetterOrDigit(rune)
                    || rune.Value == '_'
                    || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
                )
            )
            {
                tag.Append(rune.ToString());
            }
            else if (tag.Length > 0 && tag[^1] != '-')
            {
                tag.Append('-');
            }
        }

        var whole = tag.ToString().Normalize().ToLowerInvariant();
        return whole[..Math.Min(whole.Length, SubscriberFields.MaxTagLength)].Trim('-');
    }

    private static bool IsBlank(StringBuilder word)
    {
        for (var i = 0; i < word.Length; i++)
        {
            if (!char.IsWhiteSpace(word[i]))
            {
                return false;
            }
        }

        return true;
    }
}
