using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Css.Dom;
using AngleSharp.Css.Parser;
using AngleSharp.Dom;

namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>
/// The rules of a letter's own <c>&lt;style&gt;</c>, for mail programs that throw it away. Rules within <c>@media</c>
/// stay there alone: a style attribute has no conditions.
/// Tests: LetterBodyTests.
/// </summary>
internal sealed partial class LetterStyles
{
    private static readonly CssParserOptions Options = new()
    {
        // Outlook's own properties begin with mso- and are unknown to browsers.
        IsIncludingUnknownDeclarations = true,
        IsIncludingUnknownRules = false,
    };

    private readonly List<LetterRule> _rules;

    private LetterStyles(List<LetterRule> rules) => _rules = rules;

    /// <summary>The rules of a page, the weightiest last.</summary>
    public static LetterStyles Of(IDocument letter) =>
        new([
            .. letter
                .QuerySelectorAll("style")
                .SelectMany(style => Rules(style.TextContent))
                .OrderBy(rule => rule.Weight),
        ]);

    /// <summary>What the rules say about an element, in the order in which it counts.</summary>
    public Declarations For(IElement element)
    {
        var found = new Declarations();
        foreach (
            var declaration in _rules
                .Where(rule => rule.Selector.Match(element, scope: null))
                .SelectMany(rule => rule.Declared)
        )
        {
            found.Add(declaration);
        }

        return found;
    }

    private static IEnumerable<LetterRule> Rules(string css) =>
        from rule in new CssParser(Options).ParseStyleSheet(css).Rules.OfType<ICssStyleRule>()
        where rule.Selector is not null
        let declared = Declared(rule)
        where declared.Count > 0
        from selector in rule.Selector is IEnumerable<ISelector> list ? list : [rule.Selector]
        where !selector.Text.Contains("::", StringComparison.Ordinal)
        select new LetterRule(selector, selector.Specificity, declared);

    /// <summary>
    /// Without <c>!important</c>, which within a style attribute would win over the rules for dark screens.
    /// </summary>
    private static List<Declaration> Declared(ICssStyleRule rule) =>
        [
            .. Declarations
                .Read(Hexadecimal(rule.Style.CssText).Replace('"', '\''))
                .Where(declaration => !declaration.Value.Contains("!important", StringComparison.Ordinal)),
        ];

    /// <summary>The parser writes each colour as <c>rgba()</c>, which Outlook does not know.</summary>
    private static string Hexadecimal(string css) =>
        Opaque.Replace(
            css,
            match =>
                "#"
                + string.Concat(
                    Enumerable
                        .Range(1, 3)
                        .Select(i =>
                            byte.Parse(match.Groups[i].ValueSpan, CultureInfo.InvariantCulture)
                                .ToString("x2", CultureInfo.InvariantCulture)
                        )
                )
        );

    [GeneratedRegex(@"rgba\(([0-9]{1,3}), ([0-9]{1,3}), ([0-9]{1,3}), 1\)", RegexOptions.CultureInvariant)]
    private static partial Regex Opaque { get; }
}
