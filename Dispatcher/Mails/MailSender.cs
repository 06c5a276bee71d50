using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Text;

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
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>A connection that nobody needed for so long is closed: others may want its place.</summary>
    private static readonly TimeSpan MostIdle = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Longest wait for a relay with one mail in hand. Then it is looked at anew: its reader may have left meanwhile.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly RetryPolicy _retry = new(delivery.Retry, Random.Shared.NextDouble);
    private RelayPoolSession? _session;
    private DateTimeOffset _usedAt;
    private readonly SayOnce _said = new();

    /// <summary>Sends what is due now, one mail after the other, until nothing is.</summary>
    /// <param name="cancellationToken">Takes no new mail; the one on its way is finished and recorded.</param>
    public async Task<MailRound> SendDueAsync(CancellationToken cancellationToken)
    {
        while (await ledger.HasDueAsync(cancellationToken))
        {
            await pace.WaitOverallAsync(cancellationToken);
            switch (await ledger.ClaimAsync(cancellationToken))
            {
                case MailClaim.Go go:
                    var outcome = await SendAsync(go, cancellationToken);
                    if (!await RecordAsync(go.Mail, outcome, cancellationToken))
                    {
                        NotRecorded(go.Mail.Id, outcome.State.Word());
                    }

                    if (outcome == MailOutcome.Released)
                    {
                        return MailRound.Waiting;
                    }

                    break;
                case MailClaim.Ended ended:
                    DidNotGo(ended.Id, ended.Kind.Word(), ended.State.Word(), ended.Reason);
                    break;
                case MailClaim.Replaced:
                    Replaced();
                    return MailRound.Replaced;
                default:
                    return MailRound.Done;
            }
        }

        return MailRound.Done;
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
                if (_session is not null && clock.GetUtcNow() - _usedAt >= MostIdle)
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
            Say(round is MailRound.Waiting ? relays.Trouble ?? "no relay took one in time" : null);
            return round is not MailRound.Replaced;
        }
        catch (SqliteException e)
        {
            Say(e.Message);
        }
        catch (Exception e) when (e is StorageException or IOException)
        {
            Say(e.Message);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            Unplanned(e);
        }

        return true;
    }

    private async Task<MailOutcome> SendAsync(MailClaim.Go go, CancellationToken cancellationToken)
    {
        if (Compose(go, out var problem) is not { } message)
        {
            if (RefusalCauses.Parse(go.Mail.Class) is not RefusalCause.Internal)
            {
                CannotRender(go.Mail.Id, go.Mail.Kind.Word(), SmtpReply.ForLog(problem));
            }

            return MailOutcome.Broken(problem, clock.GetUtcNow());
        }

        var outcome = await TrySendAsync(go.Mail, message, cancellationToken) is { } answer
            ? MailOutcome.Of(go.Mail, answer, _retry, clock.GetUtcNow(), relays.WentWell)
            : MailOutcome.Released;
        if (outcome.State is DeliveryState.Sent)
        {
            Sent(go.Mail.Id, go.Mail.Kind.Word());
        }
        else if (outcome.CountsAsAttempt)
        {
            NotSent(go.Mail.Id, go.Mail.Kind.Word(), outcome.State.Word(), SmtpReply.ForLog(outcome.Reply ?? ""));
        }

        return outcome;
    }

    /// <summary>
    /// Templates are read anew for each mail, so that an editor's change shows in the next one. A bug here harms one
    /// mail only.
    /// </summary>
    private OutgoingMessage? Compose(MailClaim.Go go, out string problem)
    {
        try
        {
            var (templates, _) = TemplateSet.Load(folder.Templates);
            var message = composer.Compose(go.Mail, templates, go.Latest, out var fault);
            problem = fault?.ToString() ?? "";
            return message;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Unplanned(e);
            problem = SmtpReply.Clean(e.Message);
            return null;
        }
    }

    /// <returns>Null when nothing was sent: no relay took it in time, or the program stops.</returns>
    private async Task<DeliveryOutcome?> TrySendAsync(
        DueMail mail,
        OutgoingMessage message,
        CancellationToken cancellationToken
    )
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        _session ??= relays.Open();
        _usedAt = clock.GetUtcNow();
        try
        {
            return await _session.SendAsync(message, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Not idle, but out of the queue for a connection: one that came free now would lie about unused.
            await CloseAsync();
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Unplanned(e);
            return new DeliveryOutcome.Uncertain($"internal: {SmtpReply.Clean(e.Message)} (mail {mail.Id})");
        }
        finally
        {
            _usedAt = clock.GetUtcNow();
        }
    }

    /// <summary>
    /// Tries until it is written: a mail that went must not go again because the disk was full for a minute.
    /// </summary>
    private async Task<bool> RecordAsync(DueMail mail, MailOutcome outcome, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await ledger.RecordAsync(mail, outcome, CancellationToken.None);
            }
            catch (Exception e)
                when (e is SqliteException or StorageException && !cancellationToken.IsCancellationRequested)
            {
                Say(e.Message);
            }

            await Task.Delay(Interval, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CloseAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync();
        }
    }

    /// <param name="trouble">Why mails wait; null when they go.</param>
    private void Say(string? trouble)
    {
        const string Mails = "mails";
        if (trouble is null)
        {
            _said.IsOver(Mails);
        }
        else if (_said.IsNews(Mails, trouble, clock.GetUtcNow()))
        {
            Waits(trouble);
        }
    }

    [LoggerMessage(5001, LogLevel.Information, "Mail {Id} ({Kind}) is sent")]
    private partial void Sent(long id, string kind);

    [LoggerMessage(5002, LogLevel.Warning, "Mail {Id} ({Kind}) is {State}: {Reply}")]
    private partial void NotSent(long id, string kind, string state, string reply);

    [LoggerMessage(5003, LogLevel.Information, "Mail {Id} ({Kind}) is {State}: {Reason}")]
    private partial void DidNotGo(long id, string kind, string state, string reason);

    [LoggerMessage(5004, LogLevel.Error, "Mail {Id} ({Kind}) cannot be made: {Problem}")]
    private partial void CannotRender(long id, string kind, string problem);

    [LoggerMessage(5005, LogLevel.Error, "A mail will not go until this is mended: {Problem}")]
    private partial void Broken(string problem);

    [LoggerMessage(5006, LogLevel.Error, "Mails wait: {Trouble}")]
    private partial void Waits(string trouble);

    [LoggerMessage(
        5007,
        LogLevel.Error,
        "Another process has taken the database over; this one sends no mails any more"
    )]
    private partial void Replaced();

    [LoggerMessage(5008, LogLevel.Error, "Mails: unplanned failure")]
    private partial void Unplanned(Exception error);

    [LoggerMessage(5009, LogLevel.Warning, "Mail {Id} was {State}, but its row was not in sending any more")]
    private partial void NotRecorded(long id, string state);
}
