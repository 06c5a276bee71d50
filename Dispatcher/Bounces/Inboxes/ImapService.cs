using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Bounces.Inboxes;

/// <summary>
/// Keeps a connection to the mailbox that bounces come to, and takes what comes in as soon as the server tells.
/// </summary>
internal sealed partial class ImapService(
    ImapSettings imap,
    ReturnedMail returned,
    Database database,
    TimeProvider clock,
    ILogger<ImapService> logger
) : LoopService(clock)
{
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How long to leave the server alone after so many failures in a row, with chance so that not all come back at
    /// once.
    /// </summary>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan Rest(int failures, double chance)
    {
        var whole = Math.Min(LongestRest.TotalSeconds, ShortestRest.TotalSeconds * Math.Pow(2, failures - 1));
        return TimeSpan.FromSeconds(whole * (0.5 + (chance / 2)));
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        var memory = new MailMemory(Clock);
        for (var failures = 1; ; failures++)
        {
            try
            {
                await using var mailbox = await ImapMailbox.OpenAsync(imap, Clock, stoppingToken);
                while (true)
                {
                    var (_, trouble) = await mailbox.TakeAsync(
                        mail => returned.TakeAsync(mail, "imap", sentTo: null, stoppingToken),
                        memory,
                        stoppingToken
                    );
                    Say(trouble);
                    await mailbox.WaitAsync(stoppingToken);
                    failures = 0;
                }
            }
            catch (Exception e) when (Explain(e) is { } trouble)
            {
                if (!stoppingToken.IsCancellationRequested)
                {
                    Say(trouble);
                }
            }

            await Task.Delay(Rest(Math.Max(failures, 1), Random.Shared.NextDouble()), Clock, stoppingToken);
        }
    }

    private string? Explain(Exception error) =>
        error switch
        {
            SqliteException e => database.Explain(e),
            StorageException => error.Message,
            _ => ImapTrouble.Explain(imap, error) is var (says, advice) ? $"{says} {advice}" : null,
        };

    /// <summary>Says also when the trouble is over.</summary>
    private void Say(string? trouble)
    {
        if (Say("mailbox", trouble))
        {
            LogOver(imap);
        }
    }

    protected override void LogTrouble(string trouble) => Waits(trouble);

    [LoggerMessage(7201, LogLevel.Error, "The mailbox for bounces is in trouble, so some wait there: {Trouble}")]
    private partial void Waits(string trouble);

    [LoggerMessage(7202, LogLevel.Information, "The mailbox for bounces at {Imap} is read again")]
    private partial void LogOver(ImapSettings imap);
}
