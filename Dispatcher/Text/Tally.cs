namespace Newsletter.Dispatcher.Text;

/// <summary>
/// How many there are now of each kind. It remembers no kind of which there is none, so it does not grow by kinds that
/// come and go. Not for several threads at once.
/// </summary>
/// <typeparam name="TKind">What is told apart; equal values are one kind.</typeparam>
internal sealed class Tally<TKind>
    where TKind : notnull
{
    private readonly Dictionary<TKind, int> _counts = [];

    /// <summary>How many kinds there are of which there is one at least.</summary>
    public int Kinds => _counts.Count;

    /// <summary>How many there are of a kind.</summary>
    public int Of(TKind kind) => _counts.GetValueOrDefault(kind);

    public void Add(TKind kind) => _counts[kind] = Of(kind) + 1;

    /// <summary>Takes one away that was added.</summary>
    public void Remove(TKind kind)
    {
        if (--_counts[kind] == 0)
        {
            _counts.Remove(kind);
        }
    }
}
