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
    /// <summary>A sign without a width: two braces with it between them look like code and are none.</summary>
    private const char Sign = '\u200B';

    private static readonly string Apart = $"{Sign}";

    private const string MarkdownSigns = "\\`*_{}[]()#+-.!<>|&~:\"'^$";

    private readonly string[] _lines = body.Split('\n');
    private readonly int[] _steps = new int[body.Split('\n').Length];
    private bool _isLiteral;

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

    /// <summary>
    /// Takes the next step with all lines, for a fault of which the line is not known: first their template code, then
    /// all of them are shown as they were typed.
    /// </summary>
    /// <returns>False when nothing is left to do.</returns>
    public bool QuietenAll()
    {
        if (_lines.Any(HasCode))
        {
            Change(WithoutCode);
            return true;
        }

        var isFirst = !_isLiteral;
        _isLiteral = true;
        if (isFirst)
        {
            Change(Literal);
        }

        return isFirst;
    }

    private void Change(Func<string, string> change)
    {
        for (var i = 0; i < _lines.Length; i++)
        {
            _lines[i] = change(_lines[i]);
        }
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

    /// <summary>
    /// Markdown that shows a line as it was typed. The signs are apart, because Markdown that is left in the finished
    /// text is an error, too.
    /// </summary>
    private static string Literal(string text)
    {
        var literal = new StringBuilder();
        foreach (var sign in text.Replace(Apart, "", StringComparison.Ordinal).Trim())
        {
            if (MarkdownSigns.Contains(sign, StringComparison.Ordinal))
            {
                literal.Append('\\').Append(sign).Append(Sign);
            }
            else
            {
                literal.Append(sign);
            }
        }

        return literal.ToString();
    }
}
