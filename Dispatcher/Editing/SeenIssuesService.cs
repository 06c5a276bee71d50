using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Editing;

/// <summary>
/// Looks at <c>issues/</c> again and again, and keeps what git or a text editor wrote there as a version, so that a
/// save on the desk never is the first to see it.
/// </summary>
internal sealed partial class SeenIssuesService(
    IssueFiles files,
    IssueSaves saves,
    NewsletterFolder folder,
    TimeProvider clock,
    ILogger<SeenIssuesService> logger
) : LoopService(clock)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, (DateTime WrittenAt, long Length)> _seen = new(StringComparer.Ordinal);

    /// <summary>Keeps each file that has another time or length than at the last look.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var slug in files.Slugs())
        {
            var file = new FileInfo(Path.Combine(folder.Issues, $"{slug}.md"));
            var stamp = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
            if (_seen.GetValueOrDefault(slug) != stamp)
            {
                await saves.NoticeAsync(slug, cancellationToken);
                _seen[slug] = stamp;
            }
        }
    }

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        RepeatAsync(Interval, atOnce: true, LookAsync, stoppingToken);

    protected override void LogTrouble(string trouble) => CannotLook(trouble);

    [LoggerMessage(
        9601,
        LogLevel.Warning,
        "Changes in issues/ cannot be kept as versions: {Trouble}. The next look is in 20 seconds."
    )]
    private partial void CannotLook(string trouble);
}
