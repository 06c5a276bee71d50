namespace Newsletter.Dispatcher.Subscriptions.Wishes;

/// <summary>What became of a wish. The page says it in the newsletter's language. Tests: PreferenceTests.</summary>
/// <param name="Values">What the sentence names, in the order of its places: texts, days and moments.</param>
internal sealed record Change(bool IsDone, ChangeKind Kind, IReadOnlyList<object?> Values)
{
    /// <summary>For a link that is not ours, or whose person was erased.</summary>
    public static readonly Change NotOurs = new(false, ChangeKind.NotOurs, []);

    public static Change Done(ChangeKind kind, params IReadOnlyList<object?> values) => new(true, kind, values);

    public static Change Refused(ChangeKind kind, params IReadOnlyList<object?> values) => new(false, kind, values);

    /// <summary>Two answers are the same when they say the same.</summary>
    public bool Equals(Change? other) =>
        other is not null && IsDone == other.IsDone && Kind == other.Kind && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => HashCode.Combine(IsDone, Kind, Values.Count);
}
