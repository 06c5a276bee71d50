namespace Newsletter.Dispatcher.Storage;

/// <summary>How much of the time a copy of the database takes. Pure. Tests: OnlineCopyTests.</summary>
/// <param name="Share">From 0 to 1, both not included; 1 is without a pause.</param>
internal readonly record struct CopyPace(double Share)
{
    /// <summary>Nobody else needs the disk.</summary>
    public static readonly CopyPace Full = new(1);

    /// <summary>Somebody may be sending: the disk has its turns between ours.</summary>
    public static readonly CopyPace Gentle = new(0.5);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    /// <summary>The pause after a step, so that steps take their share of the time.</summary>
    public TimeSpan PauseAfter(TimeSpan step)
    {
        var pause = step * ((1 - Share) / Share);
        return pause < LongestPause ? pause : LongestPause;
    }
}
