namespace Newsletter.Dispatcher.Editing;

/// <summary>What became of a line between two texts.</summary>
internal enum DifferenceKind
{
    Same,
    Changed,
    Removed,
    Added,

    /// <summary>Lines that are the same in both texts and are not shown.</summary>
    Skipped,
}
