using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Approvals;

/// <summary>What people do about an issue before it is sent: approve it, send it back, comment on it.</summary>
internal sealed class ApprovalDesk(Database database, NewsletterSettings newsletter, TimeProvider clock)
{
    private const string NoApproval =
        "This newsletter asks for no approval; set Newsletter:Approval to one or two to change that.";

    private readonly AuditBook _audit = new(database, clock);

    /// <summary>Records that a person approves the files as they are in the package.</summary>
    /// <param name="seen">The print that the person was shown; null where the person decides about the files as they
    /// are.</param>
    public Task<ApprovalResult> ApproveAsync(
        IssuePackage package,
        string? seen,
        Decider by,
        string? comment,
        CancellationToken cancellationToken
    ) =>
        DecideAsync(
            package,
            seen,
            by,
            comment,
            ApprovalKind.Approved,
            status =>
                status.Valid.Any(one => one.Actor == by.Actor)
                    ? $"{by.Name} has approved {package.File} as it is already; another person can approve it, too."
                    : null,
            cancellationToken
        );

    /// <summary>Records that the issue must not be sent as it is; approvals before do not count any more.</summary>
    /// <param name="comment">Why; the author needs it.</param>
    /// <inheritdoc cref="ApproveAsync"/>
    public Task<ApprovalResult> SendBackAsync(
        IssuePackage package,
        string? seen,
        Decider by,
        string? comment,
        CancellationToken cancellationToken
    ) =>
        CommentText.Tidy(comment) is null
            ? Task.FromResult<ApprovalResult>(
                new ApprovalResult.Refused("Write a comment: the author needs to know what to change.")
            )
            : DecideAsync(
                package,
                seen,
                by,
                comment,
                ApprovalKind.SentBack,
                status =>
                    status.SentBack is { } back
                        ? $"{package.File} was sent back by {back.Name} already; write a comment to add something."
                        : null,
                cancellationToken
            );

    /// <summary>Takes back what a person decided about an issue; what others decided stays.</summary>
    /// <returns>False when nothing of that person counted.</returns>
    public Task<bool> TakeBackAsync(string slug, Decider by, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var count = await ApprovalTable.TakeBackAsync(
                    connection,
                    transaction,
                    slug,
                    by.Actor,
                    clock.GetUtcNow()
                );
                if (count > 0)
                {
                    await _audit.RecordAsync(connection, transaction, by.Did("issue.take-back", slug));
                }

                return count > 0;
            },
            cancellationToken
        );

    /// <summary>Adds a comment to an issue.</summary>
    /// <returns>What is wrong with it; null when it was added.</returns>
    public async Task<string?> CommentAsync(string slug, Decider by, string? text, CancellationToken cancellationToken)
    {
        var body = CommentText.Tidy(text);
        if (body is null)
        {
            return "The comment is empty; write something.";
        }

        if (CommentText.Fault(body) is { } fault)
        {
            return fault;
        }

        return await database.InTransactionAsync<string?>(
            async (connection, transaction) =>
            {
                await CommentTable.AddAsync(connection, transaction, slug, by, body, clock.GetUtcNow());
                await _audit.RecordAsync(connection, transaction, by.Did("issue.comment", slug));
                return null;
            },
            cancellationToken
        );
    }

    private async Task<ApprovalResult> DecideAsync(
        IssuePackage package,
        string? seen,
        Decider by,
        string? comment,
        ApprovalKind kind,
        Func<ApprovalStatus, string?> whyUseless,
        CancellationToken cancellationToken
    )
    {
        var text = CommentText.Tidy(comment);
        var (slug, print) = (package.Reading.Issue!.Slug, IssuePrint.Of(package, newsletter));
        if (Refusal(package, print, seen, text) is { } refusal)
        {
            return new ApprovalResult.Refused(refusal);
        }

        return await database.InTransactionAsync<ApprovalResult>(
            async (connection, transaction) =>
            {
                if (whyUseless(await JudgeAsync(connection, transaction, slug, print)) is { } useless)
                {
                    return new ApprovalResult.Refused(useless);
                }

                await ApprovalTable.AddAsync(
                    connection,
                    transaction,
                    new()
                    {
                        Id = 0,
                        IssueSlug = slug,
                        KindWord = kind.Word(),
                        Print = print.Value,
                        Parts = print.PartsJson,
                        Actor = by.Actor,
                        Name = by.Name,
                        Comment = text,
                        CreatedAt = clock.GetUtcNow(),
                    }
                );
                await _audit.RecordAsync(
                    connection,
                    transaction,
                    by.Did(
                        kind is ApprovalKind.Approved ? "issue.approve" : "issue.send-back",
                        slug,
                        $"sha256 {print.Value}",
                        text
                    )
                );
                return new ApprovalResult.Done(await JudgeAsync(connection, transaction, slug, print));
            },
            cancellationToken
        );
    }

    private string? Refusal(IssuePackage package, IssuePrint print, string? seen, string? comment) =>
        newsletter.Approval is ApprovalMode.None ? NoApproval
        : seen is not null && seen != print.Value
            ? $"{package.File}, one of its images or its template changed while you looked at it; look again, and then "
                + "decide."
        : CommentText.Fault(comment);

    private async Task<ApprovalStatus> JudgeAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string slug,
        IssuePrint print
    ) => ApprovalRule.Judge(newsletter.Approval, print, await ApprovalTable.OfAsync(connection, transaction, slug));
}
