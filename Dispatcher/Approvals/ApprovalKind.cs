namespace Newsletter.Dispatcher.Approvals;

/// <summary>What a person decided about an issue.</summary>
internal enum ApprovalKind
{
    /// <summary>It may be sent as it is.</summary>
    Approved,

    /// <summary>It must not be sent as it is; earlier approvals do not count any more.</summary>
    SentBack,
}
