using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// Finds the two <c>---</c> lines around the front matter. If one is missing, the problem names the line that was
/// probably meant; pure.
/// Tests: IssueFileTests.
/// </summary>
internal static partial class FrontMatterFence
{
    public const string Form =
        "An issue begins with a line ---, then title: and the other keys, then a line --- again, then the text.";

    /// <summary>Longer front matter is not expected, so a line further down belongs to the text.</summary>
    private const int MostLines = 200;

    /// <param name="lines">The lines of the file.</param>
    /// <param name="end">Index of the line that ends the front matter; -1 when there is a problem.</param>
    public static Problem? Find(string file, string[] lines, out int end)
    {
        end = -1;
        if (!IsFence(lines[0]))
        {
            return NoBeginning(file, lines);
        }

        var fence = Array.FindIndex(lines, 1, IsFence);
        var inside = lines.Skip(1).Take(fence < 0 ? MostLines : fence - 1).ToList();
        var meant = inside.FindIndex(IsMeantAsFence);
        if (meant >= 0 && (fence >= 0 || inside.Take(meant).All(LooksLikeFrontMatter)))
        {
            return Findings.FrontMatterFence.At(
                file,
                meant + 2,
                1,
                "the front matter ends with a line of three hyphens (---), and this line is "
                    + $"{IssueKeys.Quoted(inside[meant].TrimEnd())}; write --- here."
            );
        }

        if (fence < 0)
        {
            return Findings.FrontMatterFence.At(file, 1, 1, $"the front matter has no end. {Form}");
        }

        end = fence;
        return null;
    }

    private static Problem NoBeginning(string file, string[] lines)
    {
        var first = Array.FindIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        var text = first < 0 ? "" : lines[first].Trim();
        var message = text switch
        {
            "---" when first > 0 =>
                "an empty line stands before the first line ---; delete it, because --- must be the first line of the "
                    + "file.",
            "---" => "a space stands before the first ---; delete it, because the line must begin with ---.",
            "+++" => "the front matter is TOML (+++), which is not known here; write --- instead of +++, and title: "
                + "instead of title =.",
            ['{', ..] when !text.StartsWith("{{", StringComparison.Ordinal) =>
                $"the front matter is JSON ({{), which is not known here. {Form}",
            _ when IsMeantAsFence(text) =>
                $"the file begins with a line of three hyphens (---), and this line is {IssueKeys.Quoted(text)}; "
                    + "write --- here.",
            _ when KnownKey.IsMatch(text) => "the line --- is missing before the first key; write --- above it.",
            _ => $"there is no front matter. {Form}",
        };
        return Findings.FrontMatterFence.At(file, Math.Max(first, 0) + 1, 1, message);
    }

    private static bool IsFence(string line) => line.TrimEnd() == "---";

    private static bool IsMeantAsFence(string line) => Meant.IsMatch(line);

    private static bool LooksLikeFrontMatter(string line) => FrontMatterLine.IsMatch(line);

    /// <summary>
    /// Lines that were probably meant as <c>---</c>: three dots, which end front matter in YAML; two hyphens or more
    /// than three; dashes that a word processor made of hyphens; spaces before them.
    /// </summary>
    [GeneratedRegex(
        @"\A(?:\.{3}|…|-{2}|-{4,40}|[ \t]+-{2,40}|[ \t]*[-‐-―]{0,10}[‐-―][-‐-―]{0,10})\s*\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Meant { get; }

    [GeneratedRegex(@"\A(?:\s*\z|#|\s+\S|- |[A-Za-z_][\w-]*[ \t]*:)", RegexOptions.CultureInvariant)]
    private static partial Regex FrontMatterLine { get; }

    [GeneratedRegex(
        @"\A(?:title|subject|preheader|date|status|author|template|audience|tags)[ \t]*:",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex KnownKey { get; }
}
