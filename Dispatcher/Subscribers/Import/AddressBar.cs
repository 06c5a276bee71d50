namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>What keeps an address that is not on the list from being put there.</summary>
internal enum AddressBar
{
    None,

    /// <summary>It is suppressed: it may be put there as somebody who has left.</summary>
    Suppressed,

    /// <summary>Its person was erased, and wished to be forgotten.</summary>
    Erased,
}
