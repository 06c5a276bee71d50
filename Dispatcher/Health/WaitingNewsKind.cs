namespace Newsletter.Dispatcher.Health;

/// <summary>Why an alert about something that waits is sent.</summary>
internal enum WaitingNewsKind
{
    /// <summary>It waits, or waits for something else than before.</summary>
    Waits,

    /// <summary>It waits for so long that its deadline is in danger.</summary>
    DeadlineNear,

    /// <summary>An hour has passed and it waits still.</summary>
    Still,

    /// <summary>It goes on, or is over.</summary>
    Over,
}
