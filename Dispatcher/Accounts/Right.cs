namespace Newsletter.Dispatcher.Accounts;

/// <summary>What an endpoint of the desk needs. <see cref="RoleRights"/> says which role has it.</summary>
internal enum Right
{
    /// <summary>Open to people who are not signed in: the way in, and error pages.</summary>
    None,

    /// <summary>Everybody who is signed in: the first page and the own account.</summary>
    SignedIn,

    SeeQueue,
    WriteIssues,

    /// <summary>Moves an issue to another day, releases it, takes it back.</summary>
    ReleaseIssues,
    ApproveIssues,
    SendTests,
    SeeDispatches,
    ControlDispatches,

    /// <summary>Whole addresses, a person's history.</summary>
    SeeReaders,

    /// <summary>One person: pause, extend, change address, erase.</summary>
    ChangeReaders,

    /// <summary>Many at once: bulk changes, import.</summary>
    ChangeManyReaders,
    ExportReaders,
    SeeReturns,
    LiftSuppressions,
    PreviewMails,
    SeeChecks,
    RunChecks,
    SeeSettings,
    SeeAudit,
    ManageAccounts,
}
