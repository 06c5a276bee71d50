using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Approvals;

/// <summary>
/// Says whether an issue may be sent. The freeze of a dispatch asks in its own transaction about the very files that it
/// freezes, so neither a change nor an approval that is taken back slips in between.
/// Tests: ApprovedSendTests.
/// </summary>
internal sealed class ApprovalGate(NewsletterSettings newsletter)
{
    /// <summary>False where the settings ask for no approval: then nothing is read.</summary>
    public bool IsShut => newsletter.Approval is not ApprovalMode.None;

    /// <summary>How an issue stands, as its files are now.</summary>
    public async Task<ApprovalStatus> StatusAsync(
        IssuePackage package,
        Database database,
        CancellationToken cancellationToken
    ) =>
        ApprovalRule.Judge(
            newsletter.Approval,
            IssuePrint.Of(package, newsletter),
            await ApprovalTable.OfAsync(database, package.Reading.Issue!.Slug, cancellationToken)
        );

    /// <summary>Asks inside the transaction that begins or corrects a dispatch.</summary>
    /// <returns>A question for that transaction: what keeps the package from being sent, as the end of a sentence that
    /// begins with the file, or null. Null where no approval is asked for.</returns>
    public Func<SqliteConnection, SqliteTransaction, Task<string?>>? Of(IssuePackage package)
    {
        if (!IsShut)
        {
            return null;
        }

        // The print is calculated before the transaction, which keeps all other writers waiting.
        var (print, slug) = (IssuePrint.Of(package, newsletter), package.Reading.Issue!.Slug);
        return async (connection, transaction) =>
            ApprovalRule
                .Judge(newsletter.Approval, print, await ApprovalTable.OfAsync(connection, transaction, slug))
                .WhyNot;
    }
}
