namespace Newsletter.Dispatcher.Relays;

/// <summary>How an attempt goes to its relay.</summary>
internal enum TurnKind
{
    /// <summary>The relay is open: everybody may go.</summary>
    Together,

    /// <summary>The relay is closed, and this one alone tries it.</summary>
    Alone,

    /// <summary>The relay takes no new connections, but this one is there already.</summary>
    Kept,
}
