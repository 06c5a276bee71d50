using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Editing;

/// <summary>How long a text is for its readers. Pure.</summary>
/// <param name="Minutes">At 230 words a minute, rounded up; 0 for no words.</param>
internal sealed partial record TextSize(int Words, int Minutes)
{
    private const int WordsAMinute = 230;

    /// <param name="markdown">Marks, addresses and placeholders are no words.</param>
    public static TextSize Of(string markdown)
    {
        var words = Word.Count(Unread.Replace(markdown, " "));
        return new(words, (words + WordsAMinute - 1) / WordsAMinute);
    }

    [GeneratedRegex(
        @"\{\{.*?\}\}|<[^<>]*>|\]\([^()\s]*\)|https?://\S+",
        RegexOptions.Singleline | RegexOptions.NonBacktracking
    )]
    private static partial Regex Unread { get; }

    [GeneratedRegex(@"[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}'’.,-]*[\p{L}\p{N}\p{M}])?", RegexOptions.NonBacktracking)]
    private static partial Regex Word { get; }
}
