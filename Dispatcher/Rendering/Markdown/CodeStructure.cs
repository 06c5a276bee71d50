namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Checks that Markdown and HTML left the code in a valid order: a block that <c>{{ if }}</c> opens ends within the
/// same element, and nothing was moved into or out of a block (footnotes move to the end, text moves out of tables).
/// Tests: IssueBodyTests.
/// </summary>
internal sealed class CodeStructure
{
    /// <summary>
    /// For each segment, the innermost <c>if</c>, <c>else</c> or <c>for</c> around it in the body; -1 for none.
    /// </summary>
    private readonly int[] _scopeInBody;

    private readonly Stack<(int Segment, object Place)> _open = new();
    private readonly List<(CodeSegment, string)> _faults = [];

    public CodeStructure(IReadOnlyList<CodeSegment> segments)
    {
        _scopeInBody = new int[segments.Count];
        var open = new Stack<int>();
        foreach (var segment in segments)
        {
            _scopeInBody[segment.Index] = open.TryPeek(out var scope) ? scope : -1;
            foreach (var block in segment.Blocks)
            {
                if (block is not '+' && open.Count > 0)
                {
                    open.Pop();
                }

                if (block is not '-')
                {
                    open.Push(segment.Index);
                }
            }
        }
    }

    /// <summary>
    /// The faults that were found, each with its remedy. Show at most one, because the others follow from it.
    /// </summary>
    public IReadOnlyList<(CodeSegment Segment, string Message)> Faults => _faults;

    /// <summary>Adds the code of the page, in order.</summary>
    /// <param name="place">The element or attribute that contains the code; compared by reference.</param>
    public void Meet(CodeSegment segment, object place)
    {
        if (segment.Kind is CodeKind.Literal)
        {
            return;
        }

        var scope = _open.TryPeek(out var around) ? around.Segment : -1;
        if (scope != _scopeInBody[segment.Index])
        {
            _faults.Add(
                (
                    segment,
                    $"Markdown carries {segment.Text} out of its place (a footnote, a link's definition or a table "
                        + "does that); write it in a paragraph of its own."
                )
            );
            return;
        }

        foreach (var block in segment.Blocks)
        {
            if (block is not '+')
            {
                if (_open.Count == 0 || !ReferenceEquals(_open.Peek().Place, place))
                {
                    _faults.Add(
                        (
                            segment,
                            $"{segment.Text} stands in another paragraph, list item or cell than what it belongs to; "
                                + "put both on lines of their own."
                        )
                    );
                    return;
                }

                _open.Pop();
            }

            if (block is not '-')
            {
                _open.Push((segment.Index, place));
            }
        }
    }

    /// <summary>Must be called at the end of the page.</summary>
    /// <param name="segments">The segments that the constructor got.</param>
    public void End(IReadOnlyList<CodeSegment> segments)
    {
        if (_faults.Count == 0 && _open.TryPeek(out var left))
        {
            _faults.Add(
                (
                    segments[left.Segment],
                    $"what {segments[left.Segment].Text} opens does not end on the page; put both on lines of their "
                        + "own."
                )
            );
        }
    }
}
