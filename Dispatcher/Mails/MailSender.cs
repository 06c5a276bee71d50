using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Mails;

/// <summary>
/// Looks each second for mails that are due and sends them at once, over a connection of its own, so that nobody who
/// signs up waits for a dispatch to end.
/// </summary>
internal sealed partial class MailSender(
    MailLedger ledger,
    MailComposer composer,
    RelayPool relays,
    Pace pace,
    NewsletterFolder folder,
    NewsletterSettings newsletter,
    DeliverySettings delivery,
    TimeProvider clock,
    ILogger<MailSender> logger
) : BackgroundService
{
    /// <summary>Name of the thread that a round of mails has; it is started when mails are due.</summary>
    private const string Thread = "mails";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>A connection that nobody needed for so long is closed: others may want its place.</summary>
    private static readonly TimeSpan MostIdle = TimeSpan.FromSeconds(5);

    private readonly MailSettlement _settlement = new(
        new RetryPolicy(delivery.Retry, Random.Shared.NextDouble),
        relays,
        clock
    );
    private readonly MailTroubles _troubles = new(clock, logger);
    private readonly RelayLease _lease = new(relays);
    private DateTimeOffset _usedAt;

    /// <summary>Sends what is due now, one mail after the other, until nothing is.</summary>
    /// <param name="cancellationToken">Takes no new mail; the one on its way is finished and recorded.</param>
    public async Task<MailRound> SendDueAsync(CancellationToken cancellationToken)
    {
        // A look without work needs no thread.
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
            _troubles,
            clock,
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
            _usedAt = clock.GetUtcNow();
        }

        return outbox.Round;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var problem in MailTemplates.Check(folder.Templates, newsletter))
        {
            Broken(problem.ToString());
        }

        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken) && await TickAsync(stoppingToken))
            {
                if (clock.GetUtcNow() - _usedAt >= MostIdle)
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

    /// <summary>
    /// One look. What goes wrong in it is said, and nothing else stops for it: issues go out whatever becomes of mails.
    /// </summary>
    /// <returns>False when there is nothing more to do, ever.</returns>
    private async Task<bool> TickAsync(CancellationToken stoppingToken)
    {
        try
        {
            var round = await SendDueAsync(stoppingToken);
            _troubles.Say(round is MailRound.Waiting ? relays.Trouble ?? "no relay took one in time" : null);
            return round is not MailRound.Replaced;
        }
        catch (SqliteException e)
        {
            _troubles.Say(e.Message);
        }
        catch (Exception e) when (e is StorageException or IOException)
        {
            _troubles.Say(e.Message);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            _troubles.Unplanned(e);
        }

        return true;
    }

    /// <summary>Says goodbye on a thread of its own, since the sockets block.</summary>
    private Task CloseAsync() =>
        _lease.IsHeld ? ConnectionThread.RunAsync(Thread, _lease.GiveUpAsync) : Task.CompletedTask;

    [LoggerMessage(5005, LogLevel.Error, "A mail will not go until this is mended: {Problem}")]
    private partial void Broken(string problem);
}
