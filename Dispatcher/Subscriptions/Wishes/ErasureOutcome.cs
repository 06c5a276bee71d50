namespace Newsletter.Dispatcher.Subscriptions.Wishes;

internal enum ErasureOutcome
{
    Erased,

    /// <summary>A message is on the wire; it is done when that is over.</summary>
    Noted,

    /// <summary>Nobody has this id.</summary>
    Unknown,
}
