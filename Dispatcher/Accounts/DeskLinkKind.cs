namespace Newsletter.Dispatcher.Accounts;

/// <summary>What a secret link of an account opens.</summary>
internal enum DeskLinkKind
{
    /// <summary>The calendar of the queue.</summary>
    Queue,
}
