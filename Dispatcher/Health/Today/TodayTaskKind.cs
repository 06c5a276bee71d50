namespace Newsletter.Dispatcher.Health.Today;

/// <summary>What waits for a person; the desk knows who may do each.</summary>
internal enum TodayTaskKind
{
    /// <summary>The next slot has no issue.</summary>
    EmptySlot,

    /// <summary>Files in <c>issues/</c> that cannot be read.</summary>
    UnreadableFiles,

    /// <summary>Ready issues that cannot have the day that their file names.</summary>
    RefusedDates,

    /// <summary>Drafts that name a day of the next two weeks.</summary>
    DraftsToRelease,

    /// <summary>Ready issues without the approval that the newsletter asks for.</summary>
    IssuesToApprove,

    /// <summary>What was red at the last look.</summary>
    RedChecks,

    /// <summary>Dispatches that are paused, or wait.</summary>
    StandingDispatches,

    /// <summary>Deliveries whose outcome was lost.</summary>
    UncertainDeliveries,

    /// <summary>Sign-ups that wait for the limits of the hour.</summary>
    SignUpsOverLimit,
}
