using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// On the evening before a slot, asks the people whose account may approve issues for the approval that the next issue
/// lacks. The mails go straight to a relay, because the queue of mails is for subscribers.
/// </summary>
internal sealed partial class ApprovalLetters(
    DispatcherSettings settings,
    QueueReader queues,
    IssuePackageReader packages,
    IssueApprovals approvals,
    Database database,
    RelayPool relays,
    DkimSigner signer,
    TimeProvider clock,
    ILogger<ApprovalLetters> logger
)
{
    /// <summary>Longest wait for a relay with one letter in hand.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Mails each person who can help. A trouble is logged and does not stop the evening's look.</summary>
    public async Task SendAsync(DateOnly slotDate, CancellationToken cancellationToken)
    {
        if (!settings.Desk.IsOn)
        {
            return;
        }

        try
        {
            var queue = await queues.ReadAsync(cancellationToken);
            if (
                queue.Plan(QueueNow.SlotsAhead).For(slotDate) is not { } candidate
                || packages.Read(candidate).Package is not { } package
                || await approvals.OfAsync(package, cancellationToken) is not { WhyNot: { } why } status
            )
            {
                return;
            }

            foreach (var account in await WhoCanAsync(status, cancellationToken))
            {
                await MailAsync(candidate.Issue, slotDate, why, account, cancellationToken);
            }
        }
        catch (Exception e) when (e is SqliteException or StorageException or IOException)
        {
            NotAsked(slotDate, e.Message);
        }
    }

    /// <summary>Those who may approve and have not done so yet.</summary>
    private async Task<IReadOnlyList<Account>> WhoCanAsync(ApprovalStatus status, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. (await AccountTable.ListAsync(connection)).Where(account =>
                RoleRights.Has(account.Role, Right.ApproveIssues)
                && status.Valid.All(one => one.Actor != FormattableString.Invariant($"account:{account.Id}"))
            ),
        ];
    }

    private async Task MailAsync(
        Issue issue,
        DateOnly slotDate,
        string why,
        Account account,
        CancellationToken cancellationToken
    )
    {
        if (!EmailAddress.TryParse(account.Email, out var to, out _))
        {
            return;
        }

        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var letter = signer.Sign(
            ApprovalLetter.Compose(issue, slotDate, why, settings.Newsletter, to, clock.GetUtcNow())
        );
        try
        {
            if (await relays.SendOnceAsync(letter, either.Token) is DeliveryOutcome.Accepted)
            {
                Asked(to.Shortened, issue.File);
                return;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // No relay took it in time.
        }

        NotMailed(to.Shortened, issue.File);
    }

    [LoggerMessage(8050, LogLevel.Information, "{Address} was asked by mail to approve {File}.")]
    private partial void Asked(string address, string file);

    [LoggerMessage(
        8051,
        LogLevel.Error,
        "{Address} could not be asked by mail to approve {File}: no relay took the mail. Check the relay with: "
            + "dispatcher doctor"
    )]
    private partial void NotMailed(string address, string file);

    [LoggerMessage(8052, LogLevel.Error, "Nobody could be asked to approve the issue of {SlotDate}: {Problem}")]
    private partial void NotAsked(DateOnly slotDate, string problem);
}
