using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace Newsletter.Dispatcher.Archive;

/// <summary>
/// What a letter begins with, such as "Hello there,". It is for the reader of a mail; to a stranger who looks at a
/// teaser
/// it says nothing.
/// </summary>
internal static partial class Greeting
{
    /// <summary>No greeting is longer; after so many characters a sentence has begun.</summary>
    private const int MaxLength = 60;

    /// <summary>Takes the greeting out of the first paragraph, or the paragraph that is nothing else.</summary>
    /// <param name="template">
    /// The body before it was made for anybody: a paragraph that has the reader's name greets, in whatever language.
    /// </param>
    public static void Remove(IElement body, string template)
    {
        if (
            body.FirstElementChild is not { LocalName: "p" } paragraph
            || paragraph.ChildNodes.FirstOrDefault() is not IText first
            || Length(first.Data, NamesReader(template)) is not { } length
        )
        {
            return;
        }

        var rest = first.Data[length..].TrimStart();
        first.Data = rest.Length > 0 && char.IsLower(rest[0]) ? char.ToUpperInvariant(rest[0]) + rest[1..] : rest;
        if (paragraph.TextContent.Trim().Length == 0 && paragraph.QuerySelector("img") is null)
        {
            paragraph.Remove();
        }
    }

    /// <summary>How many characters of a text greet; null for none.</summary>
    private static int? Length(string text, bool namesReader)
    {
        var match = namesReader ? AnyWords.Match(text) : KnownWords.Match(text);
        return match.Success && match.Length <= MaxLength ? match.Length : null;
    }

    private static bool NamesReader(string template)
    {
        var end = template.IndexOf("</p>", StringComparison.Ordinal);
        return end > 0 && ReaderName.IsMatch(template[..end]);
    }

    [GeneratedRegex(@"\A[^{]{0,60}\{\{[^}]*subscriber\.(first_name|last_name)", RegexOptions.CultureInvariant)]
    private static partial Regex ReaderName { get; }

    /// <summary>Up to the first sign that ends a greeting.</summary>
    [GeneratedRegex(@"\A[^,!:.?]{1,60}[,!:.]", RegexOptions.CultureInvariant)]
    private static partial Regex AnyWords { get; }

    [GeneratedRegex(
        @"\A\s*(?:hello|hi|hey|dear|greetings|good (?:morning|day|evening)|hallo|guten (?:morgen|tag|abend)|liebe[rs]?|"
            + @"bonjour|salut|ch[eè]re?s?|hola|buenos d[ií]as|querid[oa]s?|"
            + @"ciao|buongiorno|car[oaie]|ol[aá]|beste|hej|hei)"
            + @"(?:\s[^,!:.?]{1,30})?[,!:.]",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex KnownWords { get; }
}
