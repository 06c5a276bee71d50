using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Gives headings names for links within the issue: <c>[text](#my-heading)</c>. A name is made from the heading as on
/// GitHub, or is the editor's own: <c>## Heading {#name}</c>. All names are different.
/// Tests: IssueBodyTests.
/// </summary>
/// <remarks>Only headings that are linked or that the editor named get an <c>id</c>, to save bytes.</remarks>
internal static partial class HeadingNames
{
    /// <param name="withoutCode">Removes template code from a text, because its output differs between readers.</param>
    /// <param name="twice">Called for a name that occurs a second time.</param>
    public static void Set(IElement body, Func<string, string> withoutCode, Action<IElement, string> twice)
    {
        var taken = TakenNames(body, twice);
        var headings = body.QuerySelectorAll("h1, h2, h3, h4, h5, h6")
            .Where(heading => !heading.HasAttribute("id"))
            .ToList();
        var named = headings.Where(heading => TakeOwnName(heading, taken, twice)).ToHashSet();
        var names = new Dictionary<string, IElement>(StringComparer.Ordinal);
        foreach (var heading in headings.Where(heading => !named.Contains(heading)))
        {
            var name = Slug(withoutCode(heading.TextContent));
            var free = name;
            for (var i = 1; name.Length > 0 && !taken.Add(free); i++)
            {
                free = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
            }

            if (name.Length > 0)
            {
                names.Add(free, heading);
            }
        }

        Lead(body, taken, names);
    }

    /// <summary>
    /// Points each link to its heading, even if the editor spelled the name in another way than we do.
    /// </summary>
    private static void Lead(IElement body, HashSet<string> taken, Dictionary<string, IElement> names)
    {
        var byLetters = taken.ToLookup(Letters, StringComparer.Ordinal);
        foreach (var link in body.QuerySelectorAll("a[href^='#']"))
        {
            var wanted = Target(link.GetAttribute("href")!);
            var found = taken.Contains(wanted) ? wanted : Alike(byLetters, wanted);
            if (found is null)
            {
                continue;
            }

            if (names.TryGetValue(found, out var heading))
            {
                heading.Id = found;
            }

            if (found != wanted)
            {
                link.SetAttribute("href", $"#{Uri.EscapeDataString(found)}");
            }
        }
    }

    /// <summary>
    /// The only name with the same letters and digits; null when there is none or more than one. Footnotes do not
    /// count.
    /// </summary>
    private static string? Alike(ILookup<string, string> byLetters, string wanted) =>
        Letters(wanted) is { Length: > 0 } letters && byLetters[letters].ToList() is [var only] && !only.Contains(':')
            ? only
            : null;

    /// <summary>The name in a <c>#…</c> address.</summary>
    public static string Target(string url) => Uri.UnescapeDataString(url[1..]).Normalize(NormalizationForm.FormC);

    /// <summary>The names that elements have already; of two equal ones, the second element loses its name.</summary>
    private static HashSet<string> TakenNames(IElement body, Action<IElement, string> twice)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in body.QuerySelectorAll("[id]"))
        {
            if (!taken.Add(element.Id!))
            {
                twice(element, element.Id!);
                element.RemoveAttribute("id");
            }
        }

        return taken;
    }

    /// <summary>Removes <c>{#name}</c> from the end of a heading and uses it as the name.</summary>
    private static bool TakeOwnName(IElement heading, HashSet<string> taken, Action<IElement, string> twice)
    {
        if (heading.LastChild is not IText text || OwnName.Match(text.Data) is not { Success: true } match)
        {
            return false;
        }

        text.Data = text.Data[..match.Index];
        var name = match.Groups[1].Value.Normalize(NormalizationForm.FormC);
        if (!taken.Add(name))
        {
            twice(heading, name);
            return false;
        }

        heading.Id = name;
        return true;
    }

    /// <summary>
    /// Lower-case letters; spaces become dashes; other characters are dropped, except dashes and underscores.
    /// </summary>
    private static string Slug(string text)
    {
        var slug = new StringBuilder();
        foreach (var rune in text.Trim().Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                slug.Append('-');
            }
            else if (
                Rune.IsLetterOrDigit(rune)
                || rune.Value is '-' or '_'
                || Rune.GetUnicodeCategory(rune)
                    is UnicodeCategory.NonSpacingMark
                        or UnicodeCategory.SpacingCombiningMark
            )
            {
                slug.Append(Rune.ToLowerInvariant(rune));
            }
        }

        return slug.ToString();
    }

    /// <summary>Only the letters and digits of a name.</summary>
    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    [GeneratedRegex(@"\s*\{#([\p{L}\p{N}][\p{L}\p{N}\p{M}_-]{0,99})\}\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex OwnName { get; }
}
