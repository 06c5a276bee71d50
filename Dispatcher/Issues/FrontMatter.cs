using YamlDotNet.Core;

namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// Reads the small part of YAML that front matter needs, from the parser's events: a flat mapping of scalars and lists
/// of scalars. It expands nothing (no anchors, no merge keys, no types), so a small file cannot become a large one.
/// Tests: IssueFileTests.
/// </summary>
internal static class FrontMatter
{
    private const int MaxLength = 16 * 1024;

    private const string CannotBeRead =
        "this cannot be read. Write key: value, one on a line; put the value in \"quotes\" when it holds a colon or "
        + "begins with a special character.";

    /// <summary>The front matter begins on the line after the first <c>---</c>.</summary>
    internal const int LinesBefore = 1;

    /// <param name="text">The text between the two <c>---</c> lines.</param>
    /// <returns>The keys that could be read, in the order of the file. Each fault is added to
    /// <paramref name="problems"/>.</returns>
    public static IReadOnlyList<FrontMatterKey> Read(string file, string text, List<Problem> problems)
    {
        if (text.Length > MaxLength)
        {
            problems.Add(
                Findings.FrontMatterTooLong.At(
                    file,
                    1,
                    1,
                    $"the front matter is longer than {MaxLength / 1024} kB; the text of the issue belongs after the "
                        + "second ---."
                )
            );
            return [];
        }

        var reading = new FrontMatterReader(file, TextValues.Quote(file, text, LinesBefore, problems), problems);
        try
        {
            reading.Document();
        }
        catch (YamlException e)
        {
            problems.Add(SyntaxError(file, text, e));
        }
        catch (Exception e)
            when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // YamlDotNet 18 throws unplanned exceptions for some broken input, for example for a plain value that
            // begins with {d in a wrong place.
            problems.Add(Findings.FrontMatterSyntax.At(file, reading.Line, 0, CannotBeRead));
        }

        return reading.Keys;
    }

    private static Problem SyntaxError(string file, string text, YamlException error)
    {
        var (line, column) = (Math.Max(1, (int)error.Start.Line), Math.Max(1, (int)error.Start.Column));
        var lines = text.Split('\n');
        var tab = Enumerable
            .Range(line, Math.Max(1, (int)error.End.Line - line + 1))
            .FirstOrDefault(i => i <= lines.Length && lines[i - 1].TrimStart(' ').StartsWith('\t'));
        return tab > 0
            ? Findings.FrontMatterSyntax.At(file, tab + LinesBefore, 1, "a line may not begin with a tab; use spaces.")
            : Findings.FrontMatterSyntax.At(file, line + LinesBefore, column, CannotBeRead);
    }
}
