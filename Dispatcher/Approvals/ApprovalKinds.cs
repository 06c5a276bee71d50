using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Approvals;

/// <summary>The decisions as the database and JSON name them. Tests: ApprovalTableTests.</summary>
internal static class ApprovalKinds
{
    public static readonly EnumWords<ApprovalKind> Words = new(
        (ApprovalKind.Approved, "approved"),
        (ApprovalKind.SentBack, "sent-back")
    );

    public static string Word(this ApprovalKind kind) => Words.Of(kind);
}
