namespace Newsletter.Dispatcher.Health;

/// <summary>What an alert is about.</summary>
internal enum AlertKind
{
    /// <summary>What is red before a slot.</summary>
    Checks,

    /// <summary>How a dispatch went.</summary>
    Dispatch,

    /// <summary>Several slots on which nothing was sent.</summary>
    Missed,

    /// <summary>Something is due and waits.</summary>
    Waiting,

    /// <summary>More people sign up than the limit of an hour lets through, so that sign-ups wait.</summary>
    SignUps,

    /// <summary>The pages cannot be reached, because another program has their port.</summary>
    Pages,

    /// <summary>What waited goes on, or is over.</summary>
    Resolved,
}
