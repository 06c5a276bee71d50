using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Mails;

/// <summary>
/// Looks each second for mails that are due and sends them at once. It has its own connection, so that a person who
/// signs up does not wait until a dispatch ends.
/// </summary>
internal sealed partial class MailService(
    MailLedger ledger,
    MailComposer composer,
    RelayPool relays,
    Pace pace,
    NewsletterFolder folder,
    NewsletterSettings newsletter,
    DeliverySettings delivery,
    TimeProvider clock,
    ILogger<MailService> logger
) : LoopService(clock)
{
    /// <summary>The name of the thread for a round of mails; the thread is started when mails are due.</summary>
    private const string Thread = "mails";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How long an unused connection stays open; then its place is free for others.</summary>
    private static readonly TimeSpan MostIdle = TimeSpan.FromSeconds(5);

    private const string Relay = "relay";
    private const string Record = "record";

    private readonly MailSettlement _settlement = new(
        new RetryPolicy(delivery.Retry, Random.Shared.NextDouble),
        relays,
        clock
    );
    private readonly RelayLease _lease = new(relays);
    private DateTimeOffset _usedAt;
    private bool _isReplaced;

    /// <summary>Sends the mails that are due now, one after the other, until none is left.</summary>
    /// <param name="cancellationToken">When cancelled, no new mail is taken; the one in transfer is finished and
    /// recorded.</param>
    public async Task<MailRound> SendDueAsync(CancellationToken cancellationToken)
    {
        // Ask first, so that a round without mails needs no thread.
        if (!await ledger.HasDueAsync(cancellationToken))
        {
            return MailRound.Done;
        }

        using var outbox = new MailOutbox(
            ledger,
            composer,
            folder,
            _lease,
            _settlement,
            trouble => Say(Record, trouble),
            Clock,
            logger,
            cancellationToken
        );
        var work = new ConnectionWork<MailClaim.Go>(outbox, _lease, pace);
        try
        {
            await ConnectionThread.RunAsync(Thread, () => work.RunAsync(cancellationToken));
        }
        finally
        {
            _usedAt = Clock.GetUtcNow();
        }

        return outbox.Round;
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await TryAsync(CheckTemplatesAsync, stoppingToken);
        using var timer = new PeriodicTimer(Interval, Clock);
        try
        {
            while (!_isReplaced && await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryAsync(TickAsync, stoppingToken);
                if (Clock.GetUtcNow() - _usedAt >= MostIdle)
                {
                    await CloseAsync();
                }
            }
        }
        finally
        {
            await CloseAsync();
        }
    }

    protected override void LogTrouble(string trouble) => Waits(trouble);

    private Task CheckTemplatesAsync(CancellationToken cancellationToken)
    {
        foreach (
            var problem in MailTemplates
                .Check(folder.Templates, newsletter)
                .Where(problem => problem.Severity is Severity.Error)
        )
        {
            Broken(problem.ToString());
        }

        return Task.CompletedTask;
    }

    /// <summary>One round.</summary>
    private async Task TickAsync(CancellationToken stoppingToken)
    {
        var round = await SendDueAsync(stoppingToken);
        Say(Relay, round is MailRound.Waiting ? relays.Trouble ?? "no relay took one in time" : null);
        _isReplaced = round is MailRound.Replaced;
    }

    /// <summary>Closes the session on its own thread, because the sockets block.</summary>
    private Task CloseAsync() =>
        _lease.IsHeld ? ConnectionThread.RunAsync(Thread, _lease.GiveUpAsync) : Task.CompletedTask;

    [LoggerMessage(5005, LogLevel.Error, "A mail cannot be sent until its template is fixed: {Problem}")]
    private partial void Broken(string problem);

    [LoggerMessage(5006, LogLevel.Error, "Mails wait: {Trouble}")]
    private partial void Waits(string trouble);
}
