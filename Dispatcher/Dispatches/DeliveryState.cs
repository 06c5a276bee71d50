namespace Newsletter.Dispatcher.Dispatches;

/// <summary>How far a delivery, or a mail to one person, is.</summary>
internal enum DeliveryState
{
    Pending,

    /// <summary>Intent recorded, outcome not yet known.</summary>
    Sending,
    Sent,

    /// <summary>Will be tried again.</summary>
    Deferred,

    /// <summary>Permanently refused.</summary>
    Failed,

    /// <summary>Left the list meanwhile.</summary>
    Skipped,

    /// <summary>The dispatch's cut-off came first.</summary>
    Expired,

    /// <summary>The outcome was lost.</summary>
    Uncertain,
}
