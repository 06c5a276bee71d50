namespace Newsletter.Dispatcher.Dispatches;

/// <summary>How far a dispatch is.</summary>
internal enum DispatchState
{
    /// <summary>
    /// Its time came, but no issue was ready; an issue pinned to the date still fills it until the cut-off.
    /// </summary>
    Scheduled,
    Sending,
    Paused,
    Done,
    Stopped,
    Missed,
}
