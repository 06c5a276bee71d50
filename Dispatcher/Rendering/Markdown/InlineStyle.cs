using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// The <c>style</c> attributes that a mail may have: appearance only, and nothing that loads, computes or moves an
/// element over others.
/// Tests: IssueBodyTests.
/// </summary>
internal static partial class InlineStyle
{
    private static readonly HashSet<string> Properties = new(StringComparer.OrdinalIgnoreCase)
    {
        "background-color",
        "border",
        "border-bottom",
        "border-collapse",
        "border-color",
        "border-left",
        "border-radius",
        "border-right",
        "border-spacing",
        "border-style",
        "border-top",
        "border-width",
        "color",
        "font-family",
        "font-size",
        "font-style",
        "font-weight",
        "height",
        "letter-spacing",
        "line-height",
        "list-style-type",
        "margin",
        "margin-bottom",
        "margin-left",
        "margin-right",
        "margin-top",
        "max-width",
        "min-width",
        "padding",
        "padding-bottom",
        "padding-left",
        "padding-right",
        "padding-top",
        "text-align",
        "text-decoration",
        "text-transform",
        "vertical-align",
        "white-space",
        "width",
    };

    /// <summary>The fault as a sentence; null when the style is allowed.</summary>
    public static string? Fault(string style)
    {
        foreach (
            var declaration in style.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        )
        {
            if (Declaration.Match(declaration) is not { Success: true } match)
            {
                return "this style cannot be read or loads something, which has no place in a mail; write such as "
                    + "color: #333; text-align: center.";
            }

            if (!Properties.Contains(match.Groups[1].Value))
            {
                return $"the style {match.Groups[1].Value} has no place in a mail; take it out.";
            }
        }

        return null;
    }

    /// <summary>True for a background without a colour for the text on it.</summary>
    public static bool HasBackgroundAlone(string style)
    {
        var names = style.Split(';').Select(one => one.Split(':')[0].Trim().ToLowerInvariant()).ToList();
        return names.Contains("background-color") && !names.Contains("color");
    }

    /// <summary>
    /// Matches a name and its value of words, numbers and colours; the only functions are those of colours.
    /// </summary>
    [GeneratedRegex(
        @"\A([A-Za-z-]+)\s*:\s*(?:[A-Za-z0-9 #.,%'""!-]|(?<=\b(?:rgba?|hsla?))\([0-9 .,%]*\))+\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Declaration { get; }
}
