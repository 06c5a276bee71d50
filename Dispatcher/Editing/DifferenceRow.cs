namespace Newsletter.Dispatcher.Editing;

/// <summary>A line of two texts side by side.</summary>
/// <param name="OldLine">Its number in the older text, from 1; null where that has no such line.</param>
/// <param name="NewLine">Its number in the newer text, from 1; null where that has no such line.</param>
/// <param name="Count">How many lines a row of <see cref="DifferenceKind.Skipped"/> stands for.</param>
internal sealed record DifferenceRow(
    DifferenceKind Kind,
    int? OldLine,
    int? NewLine,
    IReadOnlyList<DifferencePart> Old,
    IReadOnlyList<DifferencePart> New,
    int Count = 1
);
