namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The words for a dispatch's state, as they stand in the database and on screen.</summary>
internal static class DispatchState
{
    /// <summary>
    /// Its time came, but no issue was ready; an issue pinned to the date still fills it until the cut-off.
    /// </summary>
    public const string Scheduled = "scheduled";
    public const string Sending = "sending";
    public const string Paused = "paused";
    public const string Done = "done";
    public const string Stopped = "stopped";
    public const string Missed = "missed";
}
