namespace Newsletter.Dispatcher.Schedule;

/// <summary>Why a slot's dispatch did not begin.</summary>
internal enum ObstacleCause
{
    /// <summary>The service was stopped, had crashed, or its machine slept.</summary>
    NotRunning,

    /// <summary>No issue was ready for the slot.</summary>
    NoIssue,

    /// <summary>
    /// The issue for the slot could not be sent as it was; <see cref="Obstacle.Detail"/> names the file.
    /// </summary>
    BrokenIssue,

    /// <summary>
    /// The issue for the slot was not approved by as many people as the settings ask for; <see cref="Obstacle.Detail"/>
    /// names the file.
    /// </summary>
    NotApproved,

    /// <summary>The clock was not plausible.</summary>
    Clock,

    /// <summary>The database could not be read or written: a full disk, a lock, a failing disk.</summary>
    Database,

    /// <summary>Another process sent from the database.</summary>
    Held,
}
