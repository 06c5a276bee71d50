using System.Net;
using System.Text;
using Markdig;
using Markdig.Extensions.SmartyPants;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>The quotation marks of a language. Tests: QuotesTests.</summary>
/// <param name="Open">Before a quotation, for example “.</param>
/// <param name="InnerOpen">Before a quotation within one, for example ‘.</param>
internal sealed record Quotes(string Open, string Close, string InnerOpen, string InnerClose)
{
    private const char Apostrophe = '’';

    /// <summary>A narrow space at which no line breaks.</summary>
    private const char Narrow = '\u202F';

    private static readonly Quotes English = new("“", "”", "‘", "’");
    private static readonly Quotes German = new("„", "“", "‚", "‘");
    private static readonly Quotes Polish = new("„", "”", "‚", "’");
    private static readonly Quotes Spanish = new("«", "»", "“", "”");
    private static readonly Quotes French = new($"«{Narrow}", $"{Narrow}»", "“", "”");
    private static readonly Quotes Russian = new("«", "»", "„", "“");
    private static readonly Quotes Swedish = new("”", "”", "’", "’");
    private static readonly Quotes Swiss = new("«", "»", "‹", "›");
    private static readonly Quotes Japanese = new("「", "」", "『", "』");

    /// <param name="language">For example <c>de-AT</c>. An unknown one gets the English marks.</param>
    public static Quotes Of(string? language) =>
        language?.ToLowerInvariant() switch
        {
            "de-ch" or "de-li" or "fr-ch" or "it-ch" => Swiss,
            { } name => name.Split('-')[0] switch
            {
                "de" or "cs" or "sk" or "sl" or "lt" or "et" or "is" or "bg" => German,
                "pl" or "hu" or "ro" or "hr" or "sr" => Polish,
                "es" or "it" or "ca" or "el" or "no" or "nb" or "nn" => Spanish,
                "fr" => French,
                "ru" or "uk" or "be" => Russian,
                "sv" or "fi" => Swedish,
                "ja" => Japanese,
                _ => English,
            },
            null => English,
        };

    /// <summary>What Markdig puts in the place of straight quotation marks.</summary>
    public SmartyPantOptions Options()
    {
        var options = new SmartyPantOptions();
        options.Mapping[SmartyPantType.LeftDoubleQuote] = Open;
        options.Mapping[SmartyPantType.RightDoubleQuote] = Close;
        options.Mapping[SmartyPantType.LeftQuote] = InnerOpen;
        options.Mapping[SmartyPantType.RightQuote] = InnerClose;
        return options;
    }

    /// <summary>
    /// Markdig leaves an apostrophe straight, because it is in no pair. It is the same sign in all languages.
    /// </summary>
    public static void SetApostrophes(MarkdownDocument document)
    {
        foreach (var literal in document.Descendants<LiteralInline>().ToList())
        {
            var text = literal.Content.ToString();
            if (!text.Contains('\'', StringComparison.Ordinal))
            {
                continue;
            }

            var before = (literal.PreviousSibling as LiteralInline)?.Content.ToString() ?? "";
            var after = (literal.NextSibling as LiteralInline)?.Content.ToString() ?? "";
            var around = before + text + after;
            literal.Content = new Markdig.Helpers.StringSlice(
                string.Concat(
                    text.Select(
                        (c, i) =>
                            c == '\''
                            && !(i == 0 && literal.IsFirstCharacterEscaped)
                            && IsAtWord(around, before.Length + i)
                                ? Apostrophe
                                : c
                    )
                )
            );
        }
    }

    /// <summary>A title with the marks that a heading of the same words gets; nothing else in it is changed.</summary>
    public string InTitle(string title)
    {
        if (title.AsSpan().IndexOfAny("\"'-.") < 0)
        {
            return title;
        }

        // Every sign that means something to Markdown is escaped, so that a title is words and quotation marks alone.
        var markdown = new StringBuilder("# ");
        foreach (var c in title)
        {
            var isMarkup =
                char.IsAscii(c) && (char.IsPunctuation(c) || char.IsSymbol(c)) && c is not ('"' or '\'' or '-' or '.');
            markdown.Append(isMarkup ? "\\" : "").Append(c);
        }

        var built = new MarkdownPipelineBuilder().UseSmartyPants(Options()).Build();
        var document = Markdig.Markdown.Parse(markdown.ToString(), built);
        SetApostrophes(document);
        var html = document.ToHtml(built).Trim();
        return html.StartsWith("<h1>", StringComparison.Ordinal) && html.EndsWith("</h1>", StringComparison.Ordinal)
            ? WebUtility.HtmlDecode(html["<h1>".Length..^"</h1>".Length])
            : title;
    }

    private static bool IsAtWord(string text, int at) =>
        (at > 0 && char.IsLetterOrDigit(text[at - 1])) || (at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]));
}
