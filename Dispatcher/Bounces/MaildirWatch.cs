using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Bounces;

/// <summary>Takes what a mail server puts into a Maildir: from <c>new</c>, and then to <c>cur</c> as seen. Nothing is deleted.</summary>
internal sealed partial class MaildirWatch(string folder, ReturnedMail returned, TimeProvider clock, ILogger<MaildirWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>The info part of a name that says "seen".</summary>
    private const string Seen = ":2,S";

    private string? _trouble;

    /// <summary>One look: everything that is there, the oldest first. What cannot be read stays, and does not hold up the others.</summary>
    /// <exception cref="SqliteException">The database cannot be written: the mail stays for the next look.</exception>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        var taken = 0;
        var seen = Directory.CreateDirectory(Path.Combine(folder, "cur")).FullName;
        foreach (var file in Directory.CreateDirectory(Path.Combine(folder, "new")).EnumerateFiles().OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var reading = MailFiles.Read(folder, [file.FullName]).Single();
            if (reading.Mail is not { } mail)
            {
                SayOnce(reading.Problem);
                continue;
            }

            await returned.TakeAsync(mail, "maildir", sentTo: null, cancellationToken);
            file.MoveTo(Path.Combine(seen, file.Name.Split(':')[0] + Seen), overwrite: true);
            taken++;
        }

        return taken;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
                _trouble = null;
            }
            catch (Exception e) when (e is SqliteException or StorageException or IOException or UnauthorizedAccessException)
            {
                SayOnce(e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void SayOnce(string? trouble)
    {
        if (trouble is not null && trouble != _trouble)
        {
            Trouble(folder, trouble);
        }

        _trouble = trouble;
    }

    [LoggerMessage(7101, LogLevel.Error, "The Maildir {Folder} cannot be read, so bounces wait: {Trouble}")]
    private partial void Trouble(string folder, string trouble);
}
