namespace Newsletter.Dispatcher.Dispatches;

/// <summary>How many deliveries one step of the retention takes, so that no step holds up another writer.</summary>
internal static class StepSize
{
    public const int First = 200;
    public const int Least = 50;
    public const int Most = 2000;

    /// <summary>A writer that comes in between waits no longer than about this.</summary>
    public static readonly TimeSpan LongEnough = TimeSpan.FromMilliseconds(100);

    /// <summary>Half after a slow step, double after a fast one.</summary>
    public static int After(int size, TimeSpan took) =>
        took > LongEnough ? Math.Max(Least, size / 2)
        : took < LongEnough / 4 ? Math.Min(Most, size * 2)
        : size;
}
