namespace Newsletter.Dispatcher.Accounts;

/// <summary>Which role may do what: the one table. Tests: RoleRightsTests.</summary>
internal static class RoleRights
{
    private static readonly Right[] Writer =
    [
        Right.SeeQueue,
        Right.WriteIssues,
        Right.SendTests,
        Right.SeeDispatches,
        Right.PreviewMails,
    ];

    private static readonly Right[] Editor =
    [
        .. Writer,
        Right.ReleaseIssues,
        Right.ApproveIssues,
        Right.SeeReturns,
        Right.SeeChecks,
        Right.SeeAudit,
    ];

    private static readonly Right[] Support =
    [
        Right.SeeQueue,
        Right.SeeDispatches,
        Right.SeeReaders,
        Right.ChangeReaders,
        Right.SeeReturns,
        Right.LiftSuppressions,
        Right.PreviewMails,
    ];

    private static readonly Right[] Operator =
    [
        .. Support,
        Right.SendTests,
        Right.ControlDispatches,
        Right.ChangeManyReaders,
        Right.ExportReaders,
        Right.SeeChecks,
        Right.RunChecks,
        Right.SeeSettings,
        Right.SeeAudit,
    ];

    /// <summary>Everybody who is signed in has <see cref="Right.SignedIn"/> and <see cref="Right.None"/>.</summary>
    public static bool Has(Role role, Right right) =>
        right is Right.None or Right.SignedIn
        || role switch
        {
            Role.Owner => true,
            Role.Operator => Operator.Contains(right),
            Role.Editor => Editor.Contains(right),
            Role.Writer => Writer.Contains(right),
            Role.Support => Support.Contains(right),
            _ => false,
        };
}
