using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// The last answers of relays, and how many of them were of each kind. Not for several threads at once.
/// </summary>
/// <typeparam name="TKind">The kinds that answers are counted by.</typeparam>
/// <param name="length">How many are remembered; the oldest is forgotten first.</param>
internal sealed class LastAnswers<TKind>(int length)
    where TKind : notnull
{
    private readonly Queue<TKind> _last = new(length);
    private readonly Tally<TKind> _counts = new();

    /// <summary>How many answers are remembered now.</summary>
    public int Count => _last.Count;

    /// <summary>As many are remembered as ever will be.</summary>
    public bool IsFull => _last.Count == length;

    /// <summary>How many of the last answers were of a kind.</summary>
    public int Of(TKind kind) => _counts.Of(kind);

    /// <summary>Remembers an answer.</summary>
    public void Add(TKind kind)
    {
        if (IsFull)
        {
            _counts.Remove(_last.Dequeue());
        }

        _last.Enqueue(kind);
        _counts.Add(kind);
    }
}
