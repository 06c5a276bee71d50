namespace Newsletter.Dispatcher.Dispatches;

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
    public static readonly IReadOnlyList<string> All =
    [
        Pending,
        Sending,
        Sent,
        Deferred,
        Failed,
        Skipped,
        Expired,
        Uncertain,
    ];
}
