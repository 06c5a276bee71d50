using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Bounces.Inboxes;

/// <summary>
/// Takes what a mail server puts into a Maildir: from <c>new</c>, and then to <c>cur</c> as seen. Nothing is deleted.
/// Tests: ReturnedMailTests.
/// </summary>
internal sealed partial class MaildirService(
    string folder,
    ReturnedMail returned,
    TimeProvider clock,
    ILogger<MaildirService> logger
) : LoopService(clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>The info part of a name that says "seen".</summary>
    private const string Seen = ":2,S";

    /// <summary>
    /// Files that could not be taken, and when; they are tried again each hour, so that one bad mail does not hold up
    /// the others.
    /// </summary>
    private readonly Dictionary<string, DateTimeOffset> _setAside = new(StringComparer.Ordinal);

    /// <summary>
    /// One look: everything that is there, the oldest first. What cannot be read stays, and does not hold up the
    /// others.
    /// </summary>
    /// <exception cref="SqliteException">The database cannot be written: the mail stays for the next look.</exception>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        var taken = 0;
        var seen = Directory.CreateDirectory(Path.Combine(folder, "cur")).FullName;
        foreach (
            var file in Directory
                .CreateDirectory(Path.Combine(folder, "new"))
                .EnumerateFiles()
                .OrderBy(file => file.LastWriteTimeUtc)
                .ThenBy(file => file.Name, StringComparer.Ordinal)
        )
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsSetAside(file.Name))
            {
                continue;
            }

            var reading = MailFiles.Read(folder, [file.FullName]).Single();
            if (reading.Mail is not { } mail)
            {
                SetAside(file.Name);
                Trouble(folder, reading.Problem!);
                continue;
            }

            if (!await IsTakenAsync(mail, file.Name, cancellationToken))
            {
                continue;
            }

            file.MoveTo(Path.Combine(seen, file.Name.Split(':')[0] + Seen), overwrite: true);
            taken++;
        }

        return taken;
    }

    private async Task<bool> IsTakenAsync(byte[] mail, string name, CancellationToken cancellationToken)
    {
        try
        {
            await returned.TakeAsync(mail, "maildir", sentTo: null, cancellationToken);
            return true;
        }
        catch (Exception e)
            when (e is not (SqliteException or StorageException or OperationCanceledException or OutOfMemoryException))
        {
            SetAside(name);
            LogUnplanned(e, name);
            return false;
        }
    }

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        RepeatAsync(Interval, atOnce: true, LookAsync, stoppingToken);

    protected override void LogTrouble(string trouble) => Trouble(folder, trouble);

    private bool IsSetAside(string name) =>
        _setAside.TryGetValue(name, out var at) && Clock.GetUtcNow() - at < SayOnce.Again;

    private void SetAside(string name)
    {
        var now = Clock.GetUtcNow();
        foreach (var (old, _) in _setAside.Where(one => now - one.Value >= SayOnce.Again).ToList())
        {
            _setAside.Remove(old);
        }

        _setAside[name] = now;
    }

    [LoggerMessage(7101, LogLevel.Error, "The Maildir {Folder} cannot be read, so bounces wait: {Trouble}")]
    private partial void Trouble(string folder, string trouble);

    [LoggerMessage(
        7102,
        LogLevel.Error,
        "The mail {Name} in the Maildir for bounces cannot be taken and is left there"
    )]
    private partial void LogUnplanned(Exception error, string name);
}
