using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Mails;

/// <summary>
/// What one round of mails is sent from: the table <c>mails</c>, one mail after the other. Each outcome is written
/// before the next mail is claimed.
/// Tests: MailServiceTests.
/// </summary>
/// <param name="say">Reports why outcomes cannot be written; null when they can be.</param>
/// <param name="stop">When cancelled, no new mail is taken; the one in transfer is finished and recorded.</param>
internal sealed partial class MailOutbox(
    MailLedger ledger,
    MailComposer composer,
    NewsletterFolder folder,
    RelayLease lease,
    MailSettlement settlement,
    Action<string?> say,
    TimeProvider clock,
    ILogger logger,
    CancellationToken stop
) : IOutbox<MailClaim.Go>, IDisposable
{
    private static readonly TimeSpan RecordPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest wait for a relay with one mail. Then the mail is claimed again, because its reader may have left
    /// meanwhile.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private CancellationTokenSource? _patience;
    private CancellationTokenSource? _patienceOrStop;

    /// <summary>How the round ended; while the round goes on, how it would end if no more mails were due.</summary>
    public MailRound Round { get; private set; } = MailRound.Done;

    public async ValueTask<bool> WaitForWorkAsync() => Round is MailRound.Done && await ledger.HasDueAsync(stop);

    public async Task<ClaimedMessage<MailClaim.Go>?> ClaimAsync(Func<MailClaim.Go, ClaimedMessage<MailClaim.Go>> make)
    {
        switch (await ledger.ClaimAsync(stop))
        {
            case MailClaim.Go go:
                return make(go);
            case MailClaim.Ended ended:
                DidNotGo(ended.Id, ended.Kind.Word(), ended.State.Word(), ended.Reason);
                return null;
            case MailClaim.Replaced:
                Replaced();
                Round = MailRound.Replaced;
                return null;
            default:
                return null;
        }
    }

    /// <summary>
    /// The templates are read again for each mail, so that an editor's change takes effect at the next one.
    /// </summary>
    public OutgoingMessage? Make(MailClaim.Go item, out string problem)
    {
        if (item.Mail.Kind is MailKind.IssueCopy)
        {
            return composer.Compose(item.Mail, item.Copy, out problem);
        }

        var (templates, _) = TemplateSet.Load(folder.Templates);
        var message = composer.Compose(item.Mail, templates, item.Latest, out var fault);
        problem = fault?.ToString() ?? "";
        return message;
    }

    public CancellationToken PatienceFor(MailClaim.Go item)
    {
        EndPatience();
        _patience = new CancellationTokenSource(Patience, clock);
        _patienceOrStop = CancellationTokenSource.CreateLinkedTokenSource(_patience.Token, stop);
        return _patienceOrStop.Token;
    }

    /// <summary>Returns the answer as it is: a single mail cannot show whether an answer is about us.</summary>
    public DeliveryOutcome Judge(int relay, DeliveryOutcome answer, MailClaim.Go item) => answer;

    public async Task SettleAsync(ClaimedMessage<MailClaim.Go> claimed, DeliveryOutcome? outcome)
    {
        EndPatience();
        if (outcome is null)
        {
            // Leave the queue for a connection, because a connection that becomes free now would not be used.
            Round = MailRound.Waiting;
            await lease.GiveUpAsync();
        }

        var settled = Settle(claimed, outcome);
        if (!await RecordAsync(claimed.Item.Mail, settled))
        {
            NotRecorded(claimed.Item.Mail.Id, settled.State.Word());
        }
    }

    /// <summary>Does nothing: each outcome is written at once.</summary>
    public Task FlushAsync() => Task.CompletedTask;

    public void LogUnplanned(Exception error, MailClaim.Go item) => Unplanned(error);

    public void Dispose() => EndPatience();

    private MailOutcome Settle(ClaimedMessage<MailClaim.Go> claimed, DeliveryOutcome? outcome)
    {
        var mail = claimed.Item.Mail;
        if (outcome is null)
        {
            return MailOutcome.Released;
        }

        if (claimed.Message is null)
        {
            if (RefusalCauses.Parse(mail.Cause) is not RefusalCause.Internal)
            {
                CannotRender(mail.Id, mail.KindWord, SmtpReply.ForLog(claimed.Problem));
            }

            return settlement.Broken(claimed.Problem);
        }

        var settled = settlement.Settle(mail, outcome);
        if (settled.State is DeliveryState.Sent)
        {
            Sent(mail.Id, mail.KindWord);
        }
        else if (settled.CountsAsAttempt)
        {
            NotSent(mail.Id, mail.KindWord, settled.State.Word(), SmtpReply.ForLog(settled.Reply ?? ""));
        }

        return settled;
    }

    /// <summary>
    /// Tries until the outcome is written: a mail that was sent must not be sent again because the disk was full for a
    /// minute.
    /// </summary>
    private async Task<bool> RecordAsync(DueMail mail, MailOutcome outcome)
    {
        while (true)
        {
            try
            {
                var isRecorded = await ledger.RecordAsync(mail, outcome, CancellationToken.None);
                say(null);
                return isRecorded;
            }
            catch (Exception e) when ((e is SqliteException or StorageException) && !stop.IsCancellationRequested)
            {
                say(e.Message);
            }

            await Task.Delay(RecordPause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void EndPatience()
    {
        _patienceOrStop?.Dispose();
        _patience?.Dispose();
        (_patienceOrStop, _patience) = (null, null);
    }

    [LoggerMessage(5001, LogLevel.Information, "Mail {Id} ({Kind}) is sent")]
    private partial void Sent(long id, string kind);

    [LoggerMessage(5002, LogLevel.Warning, "Mail {Id} ({Kind}) is {State}: {Reply}")]
    private partial void NotSent(long id, string kind, string state, string reply);

    [LoggerMessage(5003, LogLevel.Information, "Mail {Id} ({Kind}) is {State}: {Reason}")]
    private partial void DidNotGo(long id, string kind, string state, string reason);

    [LoggerMessage(5004, LogLevel.Error, "Mail {Id} ({Kind}) cannot be made: {Problem}")]
    private partial void CannotRender(long id, string kind, string problem);

    [LoggerMessage(
        5007,
        LogLevel.Error,
        "Another process has taken the database over; this process sends no more mails"
    )]
    private partial void Replaced();

    [LoggerMessage(
        5009,
        LogLevel.Warning,
        "Mail {Id} became {State}, but its row was no longer in sending, so nothing was recorded"
    )]
    private partial void NotRecorded(long id, string state);

    [LoggerMessage(5008, LogLevel.Error, "Mails: unplanned failure")]
    private partial void Unplanned(Exception error);
}
