using DiffPlex;
using DiffPlex.Chunkers;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace Newsletter.Dispatcher.Editing;

/// <summary>
/// What differs between two texts, by lines and within lines by words. Pure. The work has a limit, so that two long
/// texts which have nothing in common cost no more than a moment.
/// </summary>
/// <param name="Rows">Empty when the texts are too long to be compared.</param>
/// <param name="IsSame">True when nothing differs.</param>
/// <param name="IsTooLong">True when the texts were not compared.</param>
internal sealed record TextDifference(IReadOnlyList<DifferenceRow> Rows, bool IsSame, bool IsTooLong)
{
    private const int MostLines = 8_000;

    /// <summary>A line with more characters is compared as a whole.</summary>
    private const int LongestLine = 2_000;

    /// <summary>So many lines around a change are shown.</summary>
    private const int Around = 3;

    /// <param name="older">With line ends as <c>\n</c>, as <paramref name="newer"/>.</param>
    public static TextDifference Of(string older, string newer)
    {
        if (older == newer)
        {
            return new([], IsSame: true, IsTooLong: false);
        }

        var (oldLines, newLines) = (older.Split('\n'), newer.Split('\n'));
        if (oldLines.Length + newLines.Length > MostLines)
        {
            return new([], IsSame: false, IsTooLong: true);
        }

        var hasLongLine = oldLines.Concat(newLines).Any(line => line.Length > LongestLine);
        var model = SideBySideDiffBuilder.Diff(
            Differ.Instance,
            older,
            newer,
            ignoreWhiteSpace: false,
            ignoreCase: false,
            LineChunker.Instance,
            hasLongLine ? LineChunker.Instance : WordChunker.Instance
        );
        return new(Folded([.. model.OldText.Lines.Zip(model.NewText.Lines, Row)]), IsSame: false, IsTooLong: false);
    }

    private static DifferenceRow Row(DiffPiece old, DiffPiece made) =>
        new(
            (old.Type, made.Type) switch
            {
                (ChangeType.Unchanged, ChangeType.Unchanged) => DifferenceKind.Same,
                (ChangeType.Imaginary, _) => DifferenceKind.Added,
                (_, ChangeType.Imaginary) => DifferenceKind.Removed,
                _ => DifferenceKind.Changed,
            },
            old.Type is ChangeType.Imaginary ? null : old.Position,
            made.Type is ChangeType.Imaginary ? null : made.Position,
            Parts(old),
            Parts(made)
        );

    private static List<DifferencePart> Parts(DiffPiece piece) =>
        piece.SubPieces.Count == 0
            ? [new(piece.Text ?? "", piece.Type is not ChangeType.Unchanged)]
            : Joined(piece.SubPieces);

    /// <summary>The words and blanks of a line; what stands side by side and is alike becomes one part.</summary>
    private static List<DifferencePart> Joined(IEnumerable<DiffPiece> pieces)
    {
        List<DifferencePart> parts = [];
        foreach (var piece in pieces.Where(piece => piece.Text is not null))
        {
            var isChanged = piece.Type is not ChangeType.Unchanged;
            if (parts is [.., var last] && last.IsChanged == isChanged)
            {
                parts[^1] = last with { Text = last.Text + piece.Text };
            }
            else
            {
                parts.Add(new(piece.Text, isChanged));
            }
        }

        return parts;
    }

    /// <summary>Long runs of equal lines become one row.</summary>
    private static List<DifferenceRow> Folded(List<DifferenceRow> rows)
    {
        List<DifferenceRow> shown = [];
        for (var at = 0; at < rows.Count; )
        {
            var end = at;
            while (end < rows.Count && rows[end].Kind is DifferenceKind.Same)
            {
                end++;
            }

            var (from, to) = (at == 0 ? at : at + Around, end == rows.Count ? end : end - Around);
            if (to - from > 1)
            {
                shown.AddRange(rows[at..from]);
                shown.Add(new(DifferenceKind.Skipped, null, null, [], [], to - from));
                shown.AddRange(rows[to..end]);
            }
            else
            {
                shown.AddRange(rows[at..end]);
            }

            if (end < rows.Count)
            {
                shown.Add(rows[end++]);
            }

            at = end;
        }

        return shown;
    }
}
