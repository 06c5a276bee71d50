namespace Newsletter.Dispatcher.Bounces;

/// <summary>What became of a mail that came back.</summary>
internal enum ReturnOutcome
{
    /// <summary>Not about a message of ours, as far as is certain: no valid return path. Nothing was changed.</summary>
    NotOurs,

    /// <summary>Ours, and it says nothing about the address: a delay, a vacation notice, ordinary mail.</summary>
    Nothing,

    /// <summary>The same was told before.</summary>
    Repeated,

    /// <summary>Written down. The address goes on getting mail.</summary>
    Noted,

    /// <summary>The address gets nothing from now on.</summary>
    Suppressed,

    /// <summary>A subscriber left by mail.</summary>
    Left,
}
