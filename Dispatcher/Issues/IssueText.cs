using System.Globalization;
using System.Text;

namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// Turns the bytes of a file into text that later code can trust: valid UTF-8, newlines as <c>\n</c>, no control
/// characters.
/// Tests: IssueFileTests.
/// </summary>
internal static class IssueText
{
    /// <summary>At most so many control characters are reported one by one.</summary>
    private const int MaxProblems = 20;

    /// <returns>The text without problems; or problems, and then the text must not be used.</returns>
    public static (string Text, IReadOnlyList<Problem> Problems) Decode(string file, ReadOnlySpan<byte> content)
    {
        if (content is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return Refused(Findings.FileEncoding.At(file, 1, 1, "the file is UTF-16; save it as UTF-8."));
        }

        if (content is [0xEF, 0xBB, 0xBF, ..])
        {
            content = content[3..];
        }

        if (FirstBadByte(content) is { } bad)
        {
            return Refused(bad with { File = file });
        }

        var text = Encoding.UTF8.GetString(content).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return (text, ControlCharacters(file, text));
    }

    /// <summary>The place of the first byte that is NUL or not UTF-8; null when there is none.</summary>
    private static Problem? FirstBadByte(ReadOnlySpan<byte> content)
    {
        var (line, column, offset) = (1, 1, 0);
        while (offset < content.Length)
        {
            var isRune =
                Rune.DecodeFromUtf8(content[offset..], out var rune, out var length)
                is System.Buffers.OperationStatus.Done;
            if (!isRune)
            {
                return Findings.FileEncoding.At(
                    "",
                    line,
                    column,
                    $"byte 0x{content[offset]:X2} is not UTF-8 (Latin-1 or a binary file?); save the file as UTF-8."
                );
            }

            if (rune.Value == 0)
            {
                return Findings.FileEncoding.At(
                    "",
                    line,
                    column,
                    "a NUL byte stands here, so this is no text file (binary, or UTF-16?); save it as UTF-8 text."
                );
            }

            var isNewline =
                rune.Value == '\n' || (rune.Value == '\r' && content[(offset + 1)..] is not [(byte)'\n', ..]);
            (line, column) = isNewline ? (line + 1, 1) : (line, column + rune.Utf16SequenceLength);
            offset += length;
        }

        return null;
    }

    private static List<Problem> ControlCharacters(string file, string text)
    {
        var problems = new List<Problem>();
        var (line, column) = (1, 1);
        foreach (var c in text)
        {
            if (char.IsControl(c) && c is not ('\n' or '\t'))
            {
                problems.Add(
                    Findings.FileControlCharacter.At(
                        file,
                        line,
                        column,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"the control character U+{(int)c:X4} stands here; delete it."
                        )
                    )
                );
                if (problems.Count == MaxProblems)
                {
                    break;
                }
            }

            (line, column) = c == '\n' ? (line + 1, 1) : (line, column + 1);
        }

        return problems;
    }

    private static (string, IReadOnlyList<Problem>) Refused(Problem problem) => ("", [problem]);
}
