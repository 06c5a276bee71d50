using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Bounces.Inboxes;

/// <summary>
/// Keeps a connection to the mailbox that bounces come to, and takes what comes in as soon as the server tells.
/// </summary>
internal sealed partial class ImapWatch(
    ImapSettings imap,
    ReturnedMail returned,
    Database database,
    TimeProvider clock,
    ILogger<ImapWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(15);

    private readonly SayOnce _said = new();

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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var memory = new MailMemory(clock);
        for (var failures = 1; ; failures++)
        {
            try
            {
                await using var mailbox = await ImapMailbox.OpenAsync(imap, clock, stoppingToken);
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
            catch (Exception e) when (e is not OutOfMemoryException && !stoppingToken.IsCancellationRequested)
            {
                // A failure here must not stop the issues.
                LogUnplanned(e);
            }

            await Task.Delay(Rest(Math.Max(failures, 1), Random.Shared.NextDouble()), clock, stoppingToken);
        }
    }

    private string? Explain(Exception error) =>
        error switch
        {
            SqliteException e => database.Explain(e),
            StorageException => error.Message,
            _ => ImapTrouble.Explain(imap, error) is var (says, advice) ? $"{says} {advice}" : null,
        };

    /// <summary>Each trouble once, hourly while it lasts, and when it is over.</summary>
    private void Say(string? trouble)
    {
        const string Mailbox = "mailbox";
        if (trouble is null)
        {
            if (_said.IsOver(Mailbox))
            {
                LogOver(imap);
            }
        }
        else if (_said.IsNews(Mailbox, trouble, clock.GetUtcNow()))
        {
            LogTrouble(trouble);
        }
    }

    [LoggerMessage(7201, LogLevel.Error, "The mailbox for bounces is in trouble, so some wait there: {Trouble}")]
    private partial void LogTrouble(string trouble);

    [LoggerMessage(7202, LogLevel.Information, "The mailbox for bounces at {Imap} is read again")]
    private partial void LogOver(ImapSettings imap);

    [LoggerMessage(7203, LogLevel.Error, "Reading the mailbox for bounces: unplanned failure")]
    private partial void LogUnplanned(Exception error);
}
