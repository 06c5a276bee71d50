using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// A CSS list of fonts. It holds safe characters only, because it is written into style attributes and style sheets
/// without escaping.
/// Tests: LookSectionTests.
/// </summary>
internal sealed partial record FontList
{
    private const int Longest = 200;

    /// <summary>Fonts that Outlook for Windows has; it shows Times New Roman where the first of a list is
    /// missing.</summary>
    private static readonly string[] OfOutlook =
    [
        "Arial",
        "Calibri",
        "Cambria",
        "Courier New",
        "Georgia",
        "Tahoma",
        "Times New Roman",
        "Trebuchet MS",
        "Verdana",
    ];

    private readonly IReadOnlyList<string> _families;

    private FontList(IReadOnlyList<string> families) => _families = families;

    /// <summary>The font of the shipped templates.</summary>
    public static FontList Shipped { get; } = new(["Georgia", "Times New Roman", "serif"]);

    /// <summary>The list as CSS: names with a blank are in single quotes, so that it fits a style attribute.</summary>
    public string Css => string.Join(", ", _families.Select(Quoted));

    /// <summary>The first font that Outlook for Windows has, and the last of the list, as CSS.</summary>
    public string Outlook
    {
        get
        {
            var last = _families[^1];
            var known =
                _families.FirstOrDefault(family => OfOutlook.Contains(family, StringComparer.OrdinalIgnoreCase))
                ?? (last is "serif" ? "Georgia" : "Arial");
            return known == last ? Quoted(known) : $"{Quoted(known)}, {Quoted(last)}";
        }
    }

    /// <summary>Reads names that are separated by commas, each with or without quotes.</summary>
    /// <returns>Null for a list that is empty, too long, or has other characters than names need.</returns>
    public static FontList? Read(string text)
    {
        var families = text.Split(',', StringSplitOptions.TrimEntries);
        return text.Length <= Longest && families.All(family => Family.IsMatch(family))
            ? new([.. families.Select(family => family.Trim('\'', '"'))])
            : null;
    }

    public bool Equals(FontList? other) => other?.Css == Css;

    public override int GetHashCode() => Css.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Css;

    private static string Quoted(string family) => PlainName.IsMatch(family) ? family : $"'{family}'";

    [GeneratedRegex(
        """^(?:'[A-Za-z0-9][A-Za-z0-9 -]*'|"[A-Za-z0-9][A-Za-z0-9 -]*"|[A-Za-z-][A-Za-z0-9-]*(?: [A-Za-z0-9-]+)*)$""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Family { get; }

    [GeneratedRegex("^-?[A-Za-z][A-Za-z0-9-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName { get; }
}
