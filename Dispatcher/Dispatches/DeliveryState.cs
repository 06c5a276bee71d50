namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The names of a delivery's states, as the ledger and the screen show them.</summary>
internal static class DeliveryState
{
    public const string Pending = "pending";

    /// <summary>The intent is recorded; the outcome is not known yet.</summary>
    public const string Sending = "sending";
    public const string Sent = "sent";

    /// <summary>Will be tried again.</summary>
    public const string Deferred = "deferred";

    /// <summary>Permanently refused.</summary>
    public const string Failed = "failed";

    /// <summary>The subscriber left before the message was sent.</summary>
    public const string Skipped = "skipped";

    /// <summary>It was still open at the dispatch's cut-off.</summary>
    public const string Expired = "expired";

    /// <summary>The outcome was lost.</summary>
    public const string Uncertain = "uncertain";

    /// <summary>True when the service does nothing more for the delivery by itself.</summary>
    public static bool IsSettled(string state) => state is not (Pending or Sending or Deferred);

    /// <summary>In the order in which they are displayed.</summary>
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
