namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The names of a dispatch's states, as the database and the screen show them.</summary>
internal static class DispatchState
{
    /// <summary>Its slot came without an issue; an issue that names this date can fill it until the cut-off.</summary>
    public const string Scheduled = "scheduled";
    public const string Sending = "sending";
    public const string Paused = "paused";
    public const string Done = "done";
    public const string Stopped = "stopped";
    public const string Missed = "missed";
}
