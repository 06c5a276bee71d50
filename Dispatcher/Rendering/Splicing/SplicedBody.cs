using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Templates;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// The body of all messages of a dispatch: encoded bytes that are the same for all readers, with open places that are
/// filled for each reader.
/// Tests: QuotedPrintableTests.
/// </summary>
/// <remarks>Immutable; several connections use it at once.</remarks>
internal sealed class SplicedBody
{
    private readonly List<ReadOnlyMemory<byte>> _fixed = [];
    private readonly List<(OpenPiece Piece, bool IsLast)> _open = [];

    /// <summary>The number of characters of HTML and text that are the same for all readers.</summary>
    private readonly int _fixedCharacters;

    private SplicedBody(MimeFrame frame, SplicedIssue issue)
    {
        using var bytes = new ByteWriter();
        bytes.Write(frame.BeforeText);
        Take(issue.Text);
        bytes.Write(frame.BeforeHtml);
        Take(issue.Html);
        foreach (var segment in frame.AfterHtml)
        {
            bytes.Write(segment.Span);
        }

        _fixed.Add(bytes.ToArray());
        _fixedCharacters = issue.Html.Concat(issue.Text).Sum(piece => piece is FixedText text ? text.Text.Length : 0);

        void Take(IReadOnlyList<Piece> pieces)
        {
            for (var i = 0; i < pieces.Count; i++)
            {
                var isLast = i == pieces.Count - 1;
                if (pieces[i] is FixedText text)
                {
                    QuotedPrintable.Write(bytes, text.Text, isLast);
                    continue;
                }

                _fixed.Add(bytes.ToArray());
                bytes.Clear();
                _open.Add(((OpenPiece)pieces[i], isLast));
            }
        }
    }

    /// <summary>How many places are filled for each reader.</summary>
    public int OpenPlaces => _open.Count;

    public static SplicedBody Of(MimeFrame frame, SplicedIssue issue) => new(frame, issue);

    /// <summary>The segments of one message; those at even positions are the same memory in all messages.</summary>
    /// <returns>Null when the message must be rendered as a whole, which also gives the error if it fails.</returns>
    public ReadOnlyMemory<byte>[]? Fill(ReaderValues reader, LinkBook links)
    {
        var segments = new ReadOnlyMemory<byte>[_open.Count + _fixed.Count];
        Span<int> ends = _open.Count <= 128 ? stackalloc int[_open.Count] : new int[_open.Count];
        using var own = new ByteWriter(2048);
        var runs = new Runs(reader, links);
        var characters = _fixedCharacters;
        for (var i = 0; i < _open.Count; i++)
        {
            var (piece, isLast) = _open[i];
            if (
                Value(piece, reader, links, ref runs) is not { } value
                || !CanStandAlone(value)
                || (piece.IsOneLine && (value.Length == 0 || value.Contains('\n', StringComparison.Ordinal)))
                || (characters += value.Length) > Sandbox.OutputLimit
            )
            {
                return null;
            }

            QuotedPrintable.Write(own, value, isLast);
            ends[i] = own.Length;
        }

        var bytes = own.ToArray();
        for (var (i, start) = (0, 0); i < _open.Count; i++)
        {
            segments[2 * i] = _fixed[i];
            segments[(2 * i) + 1] = bytes.AsMemory(start, ends[i] - start);
            start = ends[i];
        }

        segments[^1] = _fixed[^1];
        return segments;
    }

    /// <summary>
    /// True when a text can be encoded apart from its neighbours: it neither ends nor begins within a character or a
    /// CRLF.
    /// </summary>
    public static bool CanStandAlone(string text) =>
        text.Length == 0 || (text[^1] != '\r' && !char.IsHighSurrogate(text[^1]) && !char.IsLowSurrogate(text[0]));

    private static string? Value(OpenPiece piece, ReaderValues reader, LinkBook links, ref Runs runs) =>
        piece switch
        {
            ReaderPiece plain => plain.Of(reader),
            LinePiece line => line.Of(reader, links),
            ReaderCode code => runs.Of(code.Script).Write(code.Statement),
            _ => throw new InvalidOperationException($"{piece} has no value"),
        };

    /// <summary>
    /// The code that runs for one message: for the HTML's page, for its body and for the text, each in its own context.
    /// </summary>
    private struct Runs(ReaderValues reader, LinkBook links)
    {
        private Dictionary<ReaderScript, ReaderRun>? _begun;

        public ReaderRun Of(ReaderScript script)
        {
            _begun ??= new(ReferenceEqualityComparer.Instance);
            if (!_begun.TryGetValue(script, out var run))
            {
                _begun[script] = run = script.Start(reader, links);
            }

            return run;
        }
    }
}
