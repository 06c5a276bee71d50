namespace Newsletter.Dispatcher.Health;

/// <summary>What keeps a letter from its readers at this moment.</summary>
internal enum WaitingCause
{
    /// <summary>No relay takes mail, or the relay refuses us.</summary>
    Relay,

    /// <summary>The database cannot be read or written: a lock, a full or failing disk.</summary>
    Database,

    /// <summary>The dispatch is paused, by an operator or because too much was refused.</summary>
    Paused,

    /// <summary>The dispatch waits for something else, which its words name.</summary>
    Other,

    /// <summary>It goes, but too slowly for its deadline.</summary>
    Late,

    /// <summary>No issue is ready for the slot.</summary>
    NoIssue,

    /// <summary>The issue for the slot cannot be sent as it is.</summary>
    BrokenIssue,

    /// <summary>The issue for the slot is not approved.</summary>
    NotApproved,

    /// <summary>The clock cannot be believed.</summary>
    Clock,

    /// <summary>The slot's time has come and nothing has begun, and nothing is known to be in the way.</summary>
    Unknown,
}
