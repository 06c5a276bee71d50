using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>
/// Says in plain English what the template engine says in its own words, so that an editor knows what to do. Pure.
/// Tests: EngineWordsTests.
/// </summary>
internal static partial class EngineWords
{
    /// <summary>What is wrong with code that cannot be read; without a full stop.</summary>
    public static string OfSyntax(string message)
    {
        var found = Token.Match(message) is { Success: true } token ? token.Groups[1].Value : "";
        return found switch
        {
            "“" or "”" or "„" or "‘" or "’" or "«" or "»" =>
                $"it has a curly quote ({found}); write straight ones (\")",
            "}" => "it ends with one }; write }}",
            "{" => "it begins a second time; close the first one with }}",
            _ when message.Contains("string", StringComparison.OrdinalIgnoreCase) =>
                "a text in quotes has no end; write the closing quote",
            _ when NoOpening.IsMatch(message) => "there is an {{ end }} or {{ else }} without its {{ if … }}",
            _ when message.Contains("end of file", StringComparison.OrdinalIgnoreCase) || IsEnd(message) =>
                "a block such as {{ if … }} or {{ for … }} has no {{ end }}",
            { Length: > 0 } => $"\"{found}\" has no place here",
            _ when message.Contains("expression", StringComparison.OrdinalIgnoreCase) =>
                "something is missing here, such as a name behind |",
            _ => "something in it is written in a way that is not known here",
        };
    }

    /// <summary>What is wrong with code that failed when it ran; without a full stop.</summary>
    public static string OfFailure(string message)
    {
        if (Member.Match(message) is { Success: true } member)
        {
            return $"there is no value named \"{member.Groups[1].Value}\" here; look at the list of names in the guide";
        }

        if (Variable.Match(message) is { Success: true } variable)
        {
            return $"there is no name \"{variable.Groups[1].Value}\" here; look at the list of names in the guide";
        }

        if (NullTarget.Match(message) is { Success: true } target)
        {
            return $"\"{target.Groups[1].Value}\" has no value for this reader, so nothing can be taken from it";
        }

        if (message.Contains("divide by zero", StringComparison.OrdinalIgnoreCase))
        {
            return "the code divides by zero";
        }

        return Quotes.Replace(Angles.Replace(message.ReplaceLineEndings(" ").Trim().TrimEnd('.'), "$1"), "\"");
    }

    private static bool IsEnd(string message) => message.Contains("<end>", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("[Ii]nvalid token found `([^`]+)`|instead of `([^`]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Token { get; }

    [GeneratedRegex(
        "without a corresponding|[Uu]nable to find a pending|Unexpected.*else",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex NoOpening { get; }

    [GeneratedRegex(@"[Cc]annot get (?:the )?member (?:with name )?`?([\w.]+?)`?\.?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Member { get; }

    [GeneratedRegex("variable or function `([^`]+)` was not found", RegexOptions.CultureInvariant)]
    private static partial Regex Variable { get; }

    [GeneratedRegex(@"(?:member|property) `?([\w.]+)`? for a null object", RegexOptions.CultureInvariant)]
    private static partial Regex NullTarget { get; }

    [GeneratedRegex("<([A-Za-z]+)>", RegexOptions.CultureInvariant)]
    private static partial Regex Angles { get; }

    [GeneratedRegex("`", RegexOptions.CultureInvariant)]
    private static partial Regex Quotes { get; }
}
