using System.Text;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Tests.Words;

/// <summary>
/// Finds the text of a page or a template that does not come from the files of words: text between tags, attributes
/// that are read to people, and strings in code. A reader of our own for the few forms of Razor and Scriban that we
/// use; what it does not understand it takes for text.
/// </summary>
internal static partial class FixedText
{
    /// <summary>The attributes that are shown or read to people.</summary>
    private static readonly string[] Spoken =
    [
        "alt",
        "title",
        "placeholder",
        "label",
        "aria-label",
        "aria-description",
        "aria-roledescription",
        "aria-valuetext",
        "data-copied",
        "data-refused",
    ];

    /// <summary>The fixed texts of a Razor page.</summary>
    public static IReadOnlyList<string> OfPage(string razor)
    {
        var (markup, code) = SplitRazor(RazorComment.Replace(razor, ""));
        markup = InlineChoice.Replace(CodeLine.Replace(markup, "\n"), "");
        return [.. OfMarkup(markup), .. code.SelectMany(OfCode)];
    }

    /// <summary>The fixed texts of a template.</summary>
    public static IReadOnlyList<string> OfTemplate(string template)
    {
        template = ChosenClass.Replace(template, "");
        var markup = ScribanCode.Replace(template, "");
        var code = ScribanCode.Matches(template).Select(match => ScribanLine.Replace(match.Value, ""));
        return
        [
            .. OfMarkup(Style.Replace(HtmlComment.Replace(markup, ""), "")),
            .. code.SelectMany(piece =>
                    ScribanString.Matches(ScribanName.Replace(piece, "")).Select(match => match.Groups[1].Value)
                )
                .Where(text => text.Replace("\\n", "", StringComparison.Ordinal).Any(char.IsLetter)),
        ];
    }

    /// <summary>The strings of C# code that look like words for people.</summary>
    public static IEnumerable<string> OfCode(string code) =>
        CSharpString
            .Matches(ViewDataName.Replace(code, ""))
            .Select(match => match.Groups[1].Value)
            .Where(text => Sentence.IsMatch(text) || CapitalWord.IsMatch(text));

    private static IEnumerable<string> OfMarkup(string markup)
    {
        foreach (Match tag in Tag.Matches(markup))
        {
            foreach (Match attribute in Attribute.Matches(tag.Value))
            {
                if (Spoken.Contains(attribute.Groups[1].Value) && attribute.Groups[2].Value.Any(char.IsLetter))
                {
                    yield return attribute.Value;
                }
            }
        }

        foreach (var line in Entity.Replace(Tag.Replace(markup, "\n"), "").Split('\n'))
        {
            if (line.Any(char.IsLetter))
            {
                yield return line.Trim();
            }
        }
    }

    /// <summary>Takes what begins with <c>@</c> out of a page.</summary>
    private static (string Markup, IReadOnlyList<string> Code) SplitRazor(string razor)
    {
        var (markup, code) = (new StringBuilder(), new List<string>());
        for (var at = 0; at < razor.Length; )
        {
            if (razor[at] != '@')
            {
                markup.Append(razor[at++]);
                continue;
            }

            var end = EndOfCode(razor, at);
            code.Add(razor[at..end]);
            at = end;
        }

        return (markup.ToString(), code);
    }

    private static int EndOfCode(string razor, int at)
    {
        if (Directive.Match(razor, at) is { Success: true } directive)
        {
            return at + directive.Length;
        }

        if (Statement.Match(razor, at) is { Success: true } statement)
        {
            return EndOfBrackets(razor, at + statement.Length - 1);
        }

        at++;
        if (razor[at] is '(' or '{')
        {
            return EndOfBrackets(razor, at);
        }

        at += razor.AsSpan(at).StartsWith("await ") ? "await ".Length : 0;
        while (at < razor.Length)
        {
            if (char.IsLetterOrDigit(razor[at]) || razor[at] is '_')
            {
                at++;
            }
            else if (razor[at] is '(' or '[')
            {
                at = EndOfBrackets(razor, at);
            }
            else if (at + 1 < razor.Length && razor[at] is '.' or '!' && char.IsLetter(razor[at + 1]))
            {
                at++;
            }
            else if (razor[at] is '!' && razor[at + 1] is '.')
            {
                at++;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    /// <summary>The place after the bracket that closes the one at a place; brackets in strings do not count.</summary>
    private static int EndOfBrackets(string text, int at)
    {
        var (depth, isString) = (0, false);
        for (; at < text.Length; at++)
        {
            if (isString)
            {
                at += text[at] == '\\' ? 1 : 0;
                isString = text[at] != '"';
                continue;
            }

            switch (text[at])
            {
                case '"':
                    isString = true;
                    break;
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']' or '}' when --depth == 0:
                    return at + 1;
            }
        }

        return text.Length;
    }

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex RazorComment { get; }

    [GeneratedRegex(@"\G@(?:(?:page|model|using|inject|namespace|addTagHelper|removeTagHelper)\b[^\n]*|section \w+)")]
    private static partial Regex Directive { get; }

    [GeneratedRegex(@"\G@(if|foreach|switch)\s*\(")]
    private static partial Regex Statement { get; }

    /// <summary>A line within a block of code that is no markup.</summary>
    [GeneratedRegex(@"(?m)^\s*(case [^\n]*:|default:|break;|return;|else( if \([^\n]*\))?|if \([^\n]*\)|[{}])[ \t]*$")]
    private static partial Regex CodeLine { get; }

    /// <summary>A choice on the line of its markup: <c>{if (part.IsFound){</c>, <c>}else{</c>.</summary>
    [GeneratedRegex(@"(?<=[{}])\s*(?:else|if \([^()]*\))\s*(?=\{)")]
    private static partial Regex InlineChoice { get; }

    [GeneratedRegex(@"\{\{.*?\}\}", RegexOptions.Singleline)]
    private static partial Regex ScribanCode { get; }

    /// <summary>The name of a class that code chooses.</summary>
    [GeneratedRegex(@"(?<=class="")\{\{[^}]*\}\}(?="")")]
    private static partial Regex ChosenClass { get; }

    [GeneratedRegex(@"(?m)#.*$")]
    private static partial Regex ScribanLine { get; }

    /// <summary>Strings that are no words: a key, a partial, a value that is compared.</summary>
    [GeneratedRegex("(?:say|include|when|==|!=) \"[^\"]*\"|string\\.split \" \"")]
    private static partial Regex ScribanName { get; }

    [GeneratedRegex("\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex ScribanString { get; }

    [GeneratedRegex("\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex CSharpString { get; }

    [GeneratedRegex("ViewData\\[\"\\w+\"\\]|RenderSectionAsync\\(\"\\w+\"|\\bName = \"[^\"]*\"")]
    private static partial Regex ViewDataName { get; }

    [GeneratedRegex(@"\p{L}[,.]? \p{L}")]
    private static partial Regex Sentence { get; }

    [GeneratedRegex(@"^\p{Lu}\p{Ll}+[.!?]?$")]
    private static partial Regex CapitalWord { get; }

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex HtmlComment { get; }

    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex Style { get; }

    [GeneratedRegex("<[^>\"]*(?:\"[^\"]*\"[^>\"]*)*>")]
    private static partial Regex Tag { get; }

    [GeneratedRegex("([\\w-]+)=\"([^\"]*)\"")]
    private static partial Regex Attribute { get; }

    [GeneratedRegex("&#?\\w+;")]
    private static partial Regex Entity { get; }
}
