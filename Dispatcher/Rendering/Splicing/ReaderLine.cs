using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Templates;
using Scriban;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// A line of the front matter that has placeholders, the subject or the preheader: one line of plain text for each
/// reader.
/// Tests: ReaderLineTests.
/// </summary>
/// <remarks>Immutable; several connections use it at once.</remarks>
internal sealed class ReaderLine
{
    /// <summary>A longer line is cut, as the front matter refuses one.</summary>
    public const int Longest = 300;

    private readonly Template _template;
    private readonly TemplateSet.PartialLoader _partials;
    private readonly IReadOnlyList<ScriptObject> _shared;
    private readonly string _slug;

    /// <summary>Null when the line must be rendered as a whole.</summary>
    private readonly IReadOnlyList<Piece>? _pieces;

    private ReaderLine(
        Template template,
        TemplateSet.PartialLoader partials,
        IReadOnlyList<ScriptObject> shared,
        string slug,
        IReadOnlyList<Piece>? pieces
    )
    {
        _template = template;
        _partials = partials;
        _shared = shared;
        _slug = slug;
        _pieces = pieces;
    }

    /// <summary>True when a text has placeholders; another one is the same for every reader.</summary>
    public static bool HasCode([NotNullWhen(true)] string? text) =>
        text is not null
        && (text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%{", StringComparison.Ordinal));

    /// <summary>Makes a line of a text without syntax errors.</summary>
    /// <param name="file">As messages name it.</param>
    /// <param name="newsletter">Objects in scope that are the same for every reader, without <c>issue</c>.</param>
    /// <param name="issue"><c>issue</c> without the lines themselves.</param>
    /// <param name="isSpliced">False runs nothing before a reader comes.</param>
    /// <param name="problem">Why the line cannot be made for any reader; null otherwise.</param>
    public static ReaderLine Of(
        string text,
        string file,
        ScriptObject newsletter,
        ScriptObject issue,
        string slug,
        LinkBook links,
        bool isSpliced,
        out Problem? problem
    )
    {
        problem = null;
        var template = Template.Parse(text, file);
        var partials = TemplateSet.Empty.Partials(TemplateKind.Text);
        var splicer = new Splicer(TemplateKind.Text, partials, slug, newsletter, issue, links, Splicer.NoLines);
        return new(
            template,
            partials,
            [newsletter, RenderScope.Named(("issue", RenderScope.WithBody(issue, "")))],
            slug,
            isSpliced ? splicer.SpliceLine(template, out problem) : null
        );
    }

    /// <summary>The line for one reader, safe for a header; empty when nothing is left of it.</summary>
    /// <param name="problem">Why there is no line; null otherwise.</param>
    public string? Of(ReaderValues reader, LinkBook links, out Problem? problem)
    {
        problem = null;
        return (Filled(reader, links) ?? Plain(reader, links, out problem)) is { } text ? Clean(text) : null;
    }

    /// <summary>Null when the line must be rendered as a whole, which also gives the error if it fails.</summary>
    private string? Filled(ReaderValues reader, LinkBook links)
    {
        if (_pieces is null)
        {
            return null;
        }

        ReaderRun? run = null;
        var text = new StringBuilder();
        foreach (var piece in _pieces)
        {
            var part = piece switch
            {
                FixedText same => same.Text,
                ReaderPiece plain => plain.Of(reader),
                ReaderCode code => (run ??= code.Script.Start(reader, links)).Write(code.Statement),
                _ => throw new InvalidOperationException($"{piece} has no value"),
            };
            if (part is null || text.Length + part.Length > Sandbox.OutputLimit)
            {
                return null;
            }

            text.Append(part);
        }

        return text.ToString();
    }

    private string? Plain(ReaderValues reader, LinkBook links, out Problem? problem) =>
        Sandbox.Render(
            _template,
            TemplateKind.Text,
            _partials,
            [
                .. _shared,
                RenderScope.Named(
                    ("subscriber", RenderScope.Subscriber(reader.Recipient, reader.Reference, reader.TermEndsOn)),
                    ("links", RenderScope.Links(reader, links, _slug))
                ),
            ],
            out problem
        );

    /// <summary>
    /// One line: no line break or other control character, no sign that turns the direction of the text, no half of a
    /// UTF-16 pair, one blank between words, and not too long.
    /// </summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, Longest));
        var isBlank = false;
        for (var at = 0; at < text.Length && clean.Length < Longest; )
        {
            var isWhole = Rune.TryGetRuneAt(text, at, out var rune);
            at += isWhole ? rune.Utf16SequenceLength : 1;
            if (!isWhole || (rune.IsBmp && IssueKeys.IsBidiControl((char)rune.Value)))
            {
                continue;
            }

            if (IsBreak(rune))
            {
                isBlank = true;
                continue;
            }

            if (isBlank && clean.Length > 0)
            {
                clean.Append(' ');
            }

            isBlank = false;
            clean.Append(rune);
        }

        return clean.ToString().TrimEnd();
    }

    private static bool IsBreak(Rune rune) =>
        rune.Value == ' '
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
}
