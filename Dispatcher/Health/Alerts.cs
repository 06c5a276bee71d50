using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Sends an alert to the log, by mail and to the webhook, as far as the settings name them. When one way fails, the
/// others are still used.
/// </summary>
internal sealed partial class Alerts(
    AlertSettings settings,
    NewsletterSettings newsletter,
    RelayPool relays,
    DkimSigner signer,
    AlertHooks hooks,
    TimeProvider clock,
    ILogger<Alerts> logger
)
{
    /// <summary>Longest wait for a relay with an alert in hand.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <returns>False when ways to send it are set and each of them failed.</returns>
    public async Task<bool> TellAsync(Alert alert, CancellationToken cancellationToken)
    {
        Log(alert);
        if (alert is { State: CheckState.Green, Kind: AlertKind.Dispatch } && !settings.Summary)
        {
            return true;
        }

        var told = await Task.WhenAll(MailAsync(alert, cancellationToken), PostAsync(alert, cancellationToken));
        return told.Any(way => way is true) || told.All(way => way is null);
    }

    /// <summary>Says that all went well. A monitor that hears nothing knows that the service is dead.</summary>
    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        if (settings.Heartbeat is { } heartbeat && await hooks.BeatAsync(heartbeat, cancellationToken) is { } fault)
        {
            NotTold("Alerts:Heartbeat", fault);
        }
    }

    /// <returns>Whether it went; null when no address is set.</returns>
    private async Task<bool?> MailAsync(Alert alert, CancellationToken cancellationToken)
    {
        if (settings.To is not { } to)
        {
            return null;
        }

        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var message = signer.Sign(AlertMail.Compose(alert, newsletter, to, clock.GetUtcNow()));
        try
        {
            var outcome = await relays.SendOnceAsync(message, either.Token);
            if (outcome is DeliveryOutcome.Accepted)
            {
                return true;
            }

            NotTold("Alerts:To", SmtpReply.ForLog(Words(outcome)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            NotTold("Alerts:To", FormattableString.Invariant($"no relay took it within {Patience.TotalSeconds:0} s"));
        }

        return false;
    }

    private static string Words(DeliveryOutcome outcome) =>
        outcome switch
        {
            DeliveryOutcome.RelayTrouble trouble => trouble.Trouble.Message,
            DeliveryOutcome.Deferred deferred => deferred.Reply,
            DeliveryOutcome.Rejected rejected => rejected.Reply,
            DeliveryOutcome.TooLarge large => large.Reply,
            DeliveryOutcome.Throttled throttled => throttled.Reply,
            DeliveryOutcome.Uncertain uncertain => uncertain.Reason,
            _ => "",
        };

    /// <inheritdoc cref="MailAsync"/>
    private async Task<bool?> PostAsync(Alert alert, CancellationToken cancellationToken)
    {
        if (settings.Webhook is not { } webhook)
        {
            return null;
        }

        if (await hooks.PostAsync(webhook, alert, cancellationToken) is not { } fault)
        {
            return true;
        }

        NotTold("Alerts:Webhook", fault);
        return false;
    }

    private void Log(Alert alert)
    {
        if (alert.State is CheckState.Red)
        {
            Red(alert.Subject);
        }
        else
        {
            Told(alert.Subject);
        }

        foreach (var check in alert.Checks)
        {
            RedCheck(check.Name, SmtpReply.ForLog(check.Says), check.Do);
        }
    }

    [LoggerMessage(8001, LogLevel.Error, "{Subject}")]
    private partial void Red(string subject);

    [LoggerMessage(8002, LogLevel.Information, "{Subject}")]
    private partial void Told(string subject);

    [LoggerMessage(8003, LogLevel.Error, "{Name}: {Says} {Advice}")]
    private partial void RedCheck(string name, string says, string? advice);

    [LoggerMessage(8004, LogLevel.Error, "The alert could not be sent by {Setting}: {Fault}")]
    private partial void NotTold(string setting, string fault);
}
