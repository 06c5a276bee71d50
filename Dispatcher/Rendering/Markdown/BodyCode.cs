using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Templates;
using Scriban;
using Scriban.Parsing;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Takes the template code out of a body before Markdown, which would change it, and puts it back afterwards. In
/// between, each piece of code is replaced by a word of letters and digits, which Markdown, HTML and addresses do not
/// change.
/// Tests: IssueBodyTests.
/// </summary>
internal sealed class BodyCode
{
    private const int MaxPieces = 2_000;

    private static readonly HashSet<string> Openers = new(StringComparer.Ordinal)
    {
        "if",
        "for",
        "while",
        "tablerow",
        "case",
        "capture",
        "func",
        "with",
        "wrap",
        "do",
    };

    private static readonly HashSet<string> Silent = new(StringComparer.Ordinal)
    {
        "else",
        "when",
        "end",
        "break",
        "continue",
        "import",
        // Most partials are blocks; on a line of its own, one stands between paragraphs and not in one.
        "include",
        "readonly",
        "ret",
    };

    private readonly Issue _issue;
    private readonly int[] _lineStarts;
    private readonly string _prefix;
    private readonly IReadOnlyList<int> _sourceLengths;
    private readonly Regex _placeholder;

    /// <summary>For each segment, the offset of its placeholder in <see cref="Masked"/>.</summary>
    private readonly int[] _maskedOffsets;

    private BodyCode(
        Issue issue,
        IReadOnlyList<CodeSegment> segments,
        IReadOnlyList<Problem> problems,
        IReadOnlyList<int> sourceLengths
    )
    {
        _issue = issue;
        _lineStarts = LineStarts(issue.Body);
        _prefix = FreePrefix(issue.Body);
        _placeholder = new Regex($"{_prefix}([0-9]{{1,6}})z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
        Segments = segments;
        Problems = problems;
        _sourceLengths = sourceLengths;
        _maskedOffsets = new int[segments.Count];

        var masked = new StringBuilder(issue.Body.Length);
        var done = 0;
        foreach (var segment in segments)
        {
            masked.Append(issue.Body, done, segment.Offset - done);
            _maskedOffsets[segment.Index] = masked.Length;
            masked.Append(Placeholder(segment));
            done = segment.Offset + sourceLengths[segment.Index];
        }

        Masked = masked.Append(issue.Body, done, issue.Body.Length - done).ToString();
    }

    public IReadOnlyList<CodeSegment> Segments { get; }

    /// <summary>Syntax errors of the code; with an error, the other properties must not be used.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    /// <summary>The body with a placeholder for each piece of code.</summary>
    public string Masked { get; }

    /// <summary>True for a line that contains only statements.</summary>
    public bool IsStatementLine(ReadOnlySpan<char> line)
    {
        var text = line.ToString();
        var found = In(text).ToList();
        return found.Count > 0
            && found.All(at => at.Segment.Kind is CodeKind.Statement)
            && string.IsNullOrWhiteSpace(_placeholder.Replace(text, ""));
    }

    public static BodyCode Of(Issue issue)
    {
        if (issue.Body.AsSpan().Count("{{") > MaxPieces)
        {
            return Refused(
                issue,
                Findings.CodeMany.At(
                    issue.File,
                    issue.BodyLine,
                    0,
                    $"the text has more than {MaxPieces} pieces of template code {{{{ … }}}}; take some out."
                )
            );
        }

        var template = Template.Parse(issue.Body, issue.File);
        var starts = LineStarts(issue.Body);
        var problems = template
            .Messages.Where(message => message.Type is ParserMessageType.Error)
            .Select(message => SyntaxError(issue, message))
            .DistinctBy(problem => problem.Line)
            .ToList();
        if (problems.Count > 0)
        {
            return Refused(issue, [.. problems]);
        }

        var segments = new List<CodeSegment>();
        var lengths = new List<int>();
        var tokens = new List<Token>();
        foreach (var token in new Lexer(issue.Body, issue.File))
        {
            if (token.Type is TokenType.CodeEnter or TokenType.EscapeEnter)
            {
                tokens.Clear();
            }

            tokens.Add(token);
            if (token.Type is TokenType.CodeExit or TokenType.EscapeExit)
            {
                var (start, end) = (tokens[0].Start.Offset, token.End.Offset + 1);
                var (line, column) = PlaceIn(issue, starts, start);
                segments.Add(Segment(segments.Count, issue.Body, tokens, start, end, line, column));
                lengths.Add(end - start);
                tokens.Clear();
            }
        }

        if (tokens.FirstOrDefault() is { Type: TokenType.CodeEnter or TokenType.EscapeEnter } open)
        {
            // For Scriban, code that is not closed ends with the template. We report it at the place where it begins.
            var (line, column) = PlaceIn(issue, starts, open.Start.Offset);
            return Refused(issue, NotReadable(issue, line, column, "it is not closed"));
        }

        return new(issue, segments, [], lengths);
    }

    private static BodyCode Refused(Issue issue, params IReadOnlyList<Problem> problems) =>
        new(issue with { Body = "" }, [], problems, []);

    /// <summary>The file of the issue, as messages name it.</summary>
    public string File => _issue.File;

    /// <summary>A word that the body does not contain; for our own marks.</summary>
    public string Marker => _prefix;

    /// <summary>Removes the empty lines around lines of statements from a plain text.</summary>
    /// <param name="alone">The segments on such lines.</param>
    public string TightenStatementLines(string text, out IReadOnlySet<int> alone)
    {
        var found = new HashSet<int>();
        var lines = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            if (IsStatementLine(line))
            {
                found.UnionWith(In(line).Select(at => at.Segment.Index));
            }
            else if (line.Length == 0 && lines.Count > 0 && IsStatementLine(lines[^1]))
            {
                // Drop this empty line: the one before the statement is enough.
                continue;
            }

            lines.Add(line);
        }

        alone = found;
        return string.Join('\n', lines);
    }

    /// <summary>The word that replaces a piece of code.</summary>
    public string Placeholder(CodeSegment segment) =>
        string.Create(CultureInfo.InvariantCulture, $"{_prefix}{segment.Index}z");

    /// <summary>The code whose placeholders a text contains, in order.</summary>
    public IEnumerable<(int Index, int Length, CodeSegment Segment)> In(string text)
    {
        foreach (Match match in _placeholder.Matches(text))
        {
            var index = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            if (index < Segments.Count)
            {
                yield return (match.Index, match.Length, Segments[index]);
            }
        }
    }

    /// <summary>A text without the placeholders of code.</summary>
    public string WithoutCode(string text) => _placeholder.Replace(text, "");

    /// <summary>A text with its code, as the editor wrote it, for messages.</summary>
    public string Unmask(string text) =>
        Assemble(
            text,
            raw => raw,
            segment => segment.Kind is CodeKind.Literal ? $"{{%{{{segment.Text}}}%}}" : segment.Text
        ).Source;

    /// <summary>Puts the code back into a text, ready for Scriban.</summary>
    /// <param name="raw">Converts the text between the code.</param>
    /// <param name="code">Converts the code.</param>
    public BodyTemplate Assemble(string text, Func<string, string> raw, Func<CodeSegment, string> code)
    {
        var template = new StringBuilder(text.Length);
        var pieces = new List<CodePiece>();
        var done = 0;
        foreach (var (index, length, segment) in In(text))
        {
            template.Append(raw(text[done..index]));
            var written = code(segment);
            pieces.Add(new(template.Length, written.Length, segment));
            template.Append(written);
            done = index + length;
        }

        return new(template.Append(raw(text[done..])).ToString(), pieces);
    }

    /// <summary>Line and column in the file for an offset in <see cref="Masked"/>.</summary>
    public (int Line, int Column) PlaceOf(int maskedOffset)
    {
        var at = Array.BinarySearch(_maskedOffsets, maskedOffset);
        var before = at >= 0 ? at : ~at - 1;
        if (before < 0)
        {
            return PlaceIn(_issue, _lineStarts, maskedOffset);
        }

        var afterPlaceholder = maskedOffset - _maskedOffsets[before] - Placeholder(Segments[before]).Length;
        return afterPlaceholder < 0
            ? (Segments[before].Line, Segments[before].Column)
            : PlaceIn(_issue, _lineStarts, Segments[before].Offset + _sourceLengths[before] + afterPlaceholder);
    }

    private static CodeSegment Segment(
        int index,
        string body,
        List<Token> tokens,
        int start,
        int end,
        int line,
        int column
    )
    {
        if (tokens[0].Type is TokenType.EscapeEnter)
        {
            var inside = tokens.FirstOrDefault(token => token.Type is TokenType.Escape);
            var text = inside.Type is TokenType.Escape ? body[inside.Start.Offset..(inside.End.Offset + 1)] : "";
            return new(index, CodeKind.Literal, text, start, line, column, "");
        }

        var (isSilent, blocks) = Judge(body, tokens);
        return new(
            index,
            isSilent ? CodeKind.Statement : CodeKind.Value,
            body[start..end],
            start,
            line,
            column,
            blocks
        );
    }

    /// <summary>Classifies the statements of one piece of code by their first words.</summary>
    private static (bool IsSilent, string Blocks) Judge(string body, List<Token> tokens)
    {
        var (isSilent, blocks, depth) = (true, new StringBuilder(), 0);
        var statement = new List<Token>();
        foreach (var token in tokens.Skip(1))
        {
            depth += token.Type switch
            {
                TokenType.OpenParen or TokenType.OpenBracket or TokenType.OpenBrace => 1,
                TokenType.CloseParen or TokenType.CloseBracket or TokenType.CloseBrace => -1,
                _ => 0,
            };
            if (
                token.Type is TokenType.CodeExit
                || (depth == 0 && (token.Type is TokenType.SemiColon or TokenType.NewLine))
            )
            {
                isSilent &= JudgeStatement(body, statement, blocks);
                statement.Clear();
            }
            else if (
                token.Type
                is not (TokenType.Whitespace or TokenType.WhitespaceFull or TokenType.Comment or TokenType.CommentMulti)
            )
            {
                statement.Add(token);
            }
        }

        return (isSilent, blocks.ToString());
    }

    private static bool JudgeStatement(string body, List<Token> statement, StringBuilder blocks)
    {
        if (statement.Count == 0)
        {
            return true;
        }

        var words = statement
            .Where(
                (token, i) =>
                    token.Type is TokenType.Identifier && (i == 0 || statement[i - 1].Type is not TokenType.Dot)
            )
            .Select(token => body[token.Start.Offset..(token.End.Offset + 1)]);
        var first = statement[0].Type is TokenType.Identifier ? words.First() : "";
        blocks.Append(
            first switch
            {
                "end" => "-",
                "else" or "when" => "=",
                _ => Openers.Contains(first) ? "+" : "",
            }
        );
        if (first != "do" && words.Contains("do", StringComparer.Ordinal))
        {
            blocks.Append('+');
        }

        var isAssignment =
            statement[0].Type is TokenType.Identifier or TokenType.IdentifierSpecial
            && statement.Any(token =>
                token.Type
                    is TokenType.Equal
                        or TokenType.PlusEqual
                        or TokenType.MinusEqual
                        or TokenType.AsteriskEqual
                        or TokenType.DivideEqual
                        or TokenType.DoubleDivideEqual
                        or TokenType.PercentEqual
            );
        return Openers.Contains(first) || Silent.Contains(first) || isAssignment;
    }

    private static Problem SyntaxError(Issue issue, LogMessage message)
    {
        var at = message.Span.Start;
        var line = at.Line < 0 ? 0 : issue.BodyLine + at.Line;
        return NotReadable(issue, line, line == 0 ? 0 : at.Column + 1, EngineWords.OfSyntax(message.Message));
    }

    private static Problem NotReadable(Issue issue, int line, int column, string why) =>
        Findings.CodeSyntax.At(
            issue.File,
            line,
            column,
            $"the template code in {{{{ … }}}} cannot be read: {why}. Show braces as they are with {{%{{ … }}%}}."
        );

    private static (int Line, int Column) PlaceIn(Issue issue, int[] lineStarts, int offset)
    {
        var at = Array.BinarySearch(lineStarts, offset);
        var line = at >= 0 ? at : ~at - 1;
        return (issue.BodyLine + line, offset - lineStarts[line] + 1);
    }

    private static int[] LineStarts(string text) =>
        [0, .. text.Select((c, i) => (c, i)).Where(pair => pair.c == '\n').Select(pair => pair.i + 1)];

    /// <summary>
    /// Letters and digits that the body does not contain. Made from the body, so that the same body always gives the
    /// same page.
    /// </summary>
    private static string FreePrefix(string body)
    {
        for (var salt = 0; ; salt++)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt} {body}")));
            var prefix = $"zq{hash[..12]}n";
            if (!body.Contains(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return prefix;
            }
        }
    }
}
