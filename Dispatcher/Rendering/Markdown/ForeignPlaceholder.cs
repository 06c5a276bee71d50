using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Finds placeholders of other mailing programs, such as <c>*|FNAME|*</c> or <c>{first_name}</c>: readers would see
/// them as they stand. Pure.
/// Tests: MarkdownSupportTests.
/// </summary>
internal static partial class ForeignPlaceholder
{
    public static IEnumerable<StrayMark> In(string text) =>
        Found(text).Select(found => new StrayMark(found.Text, Findings.PlaceholderForeign, found.Message));

    /// <summary>The foreign placeholders of a text, each with what to write in its place.</summary>
    public static IEnumerable<(string Text, string Message)> Found(string text) =>
        Known
            .Matches(text)
            .Concat(AnyName.Matches(text))
            .Select(match => match.Value)
            .Distinct(StringComparer.Ordinal)
            .Select(found =>
                (
                    found,
                    $"{StrayMark.Short(found)} is a placeholder of another program, and readers would see it as it "
                        + $"stands; write {Ours(found)}. If you mean the text, write it in `code`."
                )
            );

    /// <summary>The placeholder of ours that means the same.</summary>
    private static string Ours(string foreign)
    {
        var name = foreign.ToLowerInvariant();
        return Mail.IsMatch(name) ? "{{ subscriber.email }}"
            : Last.IsMatch(name) ? "{{ subscriber.last_name }}"
            : Leave.IsMatch(name) ? "{{ links.unsubscribe }}"
            : Name.IsMatch(name) ? "{{ subscriber.first_name | default \"there\" }}"
            : "{{ … }} with a name of this program";
    }

    /// <summary>How other programs name a reader's name, address and link to leave.</summary>
    private const string Value =
        @"(?:(?:subscriber|contact|recipient|reader|user|person|member|merge)[._])?"
        + @"(?:(?:first|last|full|given|sur|f|l|user|vor|nach)?[ _.-]?name|prenom|e-?mail(?:[ _-]?address)?"
        + @"|unsubscribe(?:_?(?:url|link))?)";

    /// <summary>Matches such a name in the brackets of any program.</summary>
    [GeneratedRegex(
        @"(?<![\w{$#])(?:"
            + (@"\{[$!]?" + Value + @"(?:\s*\|[^{}\n]{0,40})?\}")
            + (@"|\$\{" + Value + @"\}")
            + ("|%{1,2}" + Value + "%{1,2}")
            + (@"|\[\[\s*" + Value + @"\s*\]\]")
            + @"|\[(?:(?:first|last|full)[ _-]name|F_?NAME|L_?NAME|NAME|subscriber:[^\]\n]{1,60})\]"
            + (@"|<<\s*" + Value + @"\s*>>|«\s*" + Value + @"\s*»")
            + ("|@@" + Value + "@@|##" + Value + "##")
            + @")(?![\w}])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Known { get; }

    /// <summary>Matches brackets that only placeholders have, whatever stands in them.</summary>
    [GeneratedRegex(
        @"\*?\|[A-Z][A-Z0-9_]{1,20}(?::[^|\n]{0,40})?\|\*?|\{%[^%{}\n]{0,100}%\}|<%=?[^%<>\n]{0,100}%>"
            + @"|%recipient\.\w{1,40}%",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex AnyName { get; }

    [GeneratedRegex("mail", RegexOptions.CultureInvariant)]
    private static partial Regex Mail { get; }

    [GeneratedRegex("last|lname|surname|nachname", RegexOptions.CultureInvariant)]
    private static partial Regex Last { get; }

    [GeneratedRegex("unsub", RegexOptions.CultureInvariant)]
    private static partial Regex Leave { get; }

    [GeneratedRegex("name|prenom", RegexOptions.CultureInvariant)]
    private static partial Regex Name { get; }
}
