using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Takes the blanks in an image's path or a link's address, such as <c>![A map](my map.png)</c>: Markdown would print
/// the mark itself. Each blank is replaced by a sign that the text does not contain, so that no place moves; pure.
/// Tests: MarkdownSupportTests.
/// </summary>
internal static partial class AddressBlanks
{
    /// <summary>The sign in place of a blank: the first private character that the text does not contain.</summary>
    public static char SignFor(string markdown)
    {
        var sign = '\uE000';
        while (markdown.Contains(sign))
        {
            sign++;
        }

        return sign;
    }

    /// <summary>The Markdown with the sign in place of blanks in addresses; as long as before.</summary>
    public static string Hide(string markdown, char sign) =>
        Inline.Replace(
            markdown,
            match =>
            {
                var address = match.Groups["address"];
                var isMeant = match.Groups["image"].Length > 0 || LooksLikeAddress.IsMatch(address.Value);
                if (!isMeant || !address.Value.Contains(' '))
                {
                    return match.Value;
                }

                var from = address.Index - match.Index;
                return string.Concat(
                    match.Value.AsSpan(0, from),
                    address.Value.Replace(' ', sign),
                    match.Value.AsSpan(from + address.Length)
                );
            }
        );

    [GeneratedRegex(
        @"(?<![\\!])(?<image>!?)\[[^\[\]\n]{0,300}\]\([ ]*"
            + @"(?<address>[^\s()<>""'\n](?:[^()<>""\n]|\([^()\n]*\)){0,2000}?)"
            + @"(?:[ ]+(?:""[^""\n]*""|'[^'\n]*'))?[ ]*\)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Inline { get; }

    /// <summary>Matches the beginning of an address, as opposed to words in brackets behind a bracket.</summary>
    [GeneratedRegex(
        @"\A(?:[a-z][a-z0-9+.-]*:\S|www\.|\S+\.[a-z]{2,5}/)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex LooksLikeAddress { get; }
}
