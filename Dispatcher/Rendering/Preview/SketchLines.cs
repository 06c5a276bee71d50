using System.Text;

namespace Newsletter.Dispatcher.Rendering.Preview;

/// <summary>
/// The text of an issue whose faulty lines are quietened until a page can be made: first the template code of a line is
/// shown as it was typed, then the whole line, then the line is left out. No line moves.
/// Tests: IssueSketchTests.
/// </summary>
/// <param name="firstLine">The line of the file on which the text begins.</param>
internal sealed class SketchLines(string body, int firstLine)
{
    /// <summary>A brace, a sign without a width, a brace: looks like the beginning of code and is none.</summary>
    private const string Apart = "\u200B";

    private const string MarkdownSigns = "\\`*_{}[]()#+-.!<>|&~:\"'^$";

    private readonly string[] _lines = body.Split('\n');
    private readonly int[] _steps = new int[body.Split('\n').Length];

    public string Text => string.Join('\n', _lines);

    /// <summary>Takes the next step with one line.</summary>
    /// <param name="line">A line of the file.</param>
    /// <returns>False when the line is not in the text, or already left out.</returns>
    public bool Quieten(int line)
    {
        var index = line - firstLine;
        if (index < 0 || index >= _lines.Length)
        {
            return false;
        }

        var text = _lines[index];
        if (_steps[index] == 0)
        {
            _steps[index] = 1;
            if (HasCode(text))
            {
                _lines[index] = WithoutCode(text);
                return true;
            }
        }

        if (_steps[index] == 1)
        {
            _steps[index] = 2;
            _lines[index] = Literal(text);
            return true;
        }

        _lines[index] = "";
        return _steps[index]++ == 2;
    }

    /// <summary>Shows the template code of all lines as it was typed.</summary>
    /// <returns>False when there is none.</returns>
    public bool QuietenAll()
    {
        var isChanged = false;
        for (var i = 0; i < _lines.Length; i++)
        {
            isChanged |= HasCode(_lines[i]);
            _lines[i] = WithoutCode(_lines[i]);
        }

        return isChanged;
    }

    /// <summary>A text whose template code is shown as it was typed.</summary>
    public static string WithoutCode(string text) =>
        text.Replace("{{", $"{{{Apart}{{", StringComparison.Ordinal)
            .Replace("{{", $"{{{Apart}{{", StringComparison.Ordinal)
            .Replace("{%", $"{{{Apart}%", StringComparison.Ordinal)
            .Replace("}}", $"}}{Apart}}}", StringComparison.Ordinal)
            .Replace("}}", $"}}{Apart}}}", StringComparison.Ordinal)
            .Replace("%}", $"%{Apart}}}", StringComparison.Ordinal);

    private static bool HasCode(string text) =>
        text.Contains("{{", StringComparison.Ordinal)
        || text.Contains("}}", StringComparison.Ordinal)
        || text.Contains("{%", StringComparison.Ordinal)
        || text.Contains("%}", StringComparison.Ordinal);

    /// <summary>Markdown that shows a line as it was typed.</summary>
    private static string Literal(string text)
    {
        var literal = new StringBuilder();
        foreach (var sign in text.Trim())
        {
            literal.Append(MarkdownSigns.Contains(sign, StringComparison.Ordinal) ? "\\" : "").Append(sign);
        }

        return literal.ToString();
    }
}
