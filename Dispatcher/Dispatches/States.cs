namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The words for a dispatch's state, as they stand in the database and on screen.</summary>
internal static class DispatchState
{
    /// <summary>Its time came, but no issue was ready; an issue pinned to the date still fills it until the cut-off.</summary>
    public const string Scheduled = "scheduled";
    public const string Sending = "sending";
    public const string Paused = "paused";
    public const string Done = "done";
    public const string Stopped = "stopped";
    public const string Missed = "missed";
}

/// <summary>The words for what a dispatch sends.</summary>
internal static class DispatchKind
{
    public const string Issue = "issue";

    /// <summary>Tells those who have a wrong issue that it was corrected.</summary>
    public const string Correction = "correction";
}

/// <summary>The words for a delivery's state, as they stand in the ledger and on screen.</summary>
internal static class DeliveryState
{
    public const string Pending = "pending";

    /// <summary>Intent recorded, outcome not yet known.</summary>
    public const string Sending = "sending";
    public const string Sent = "sent";

    /// <summary>Will be tried again.</summary>
    public const string Deferred = "deferred";

    /// <summary>Permanently refused.</summary>
    public const string Failed = "failed";

    /// <summary>Left the list meanwhile.</summary>
    public const string Skipped = "skipped";

    /// <summary>The dispatch's cut-off came first.</summary>
    public const string Expired = "expired";

    /// <summary>The outcome was lost.</summary>
    public const string Uncertain = "uncertain";

    /// <summary>True when nothing more will be done about a delivery by itself.</summary>
    public static bool IsSettled(string state) => state is not (Pending or Sending or Deferred);

    /// <summary>In the order in which they are shown.</summary>
    public static readonly IReadOnlyList<string> All = [Pending, Sending, Sent, Deferred, Failed, Skipped, Expired, Uncertain];
}
