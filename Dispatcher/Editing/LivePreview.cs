using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Preview;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Editing;

/// <summary>
/// Draws the text in a form as the mail that it would be, with the code that sends. Nothing is saved.
/// </summary>
/// <remarks>
/// Links are signed with a key that is thrown away, so that no link of a reader that works is ever on the page. What
/// the
/// database knows (slots, tags, how many readers an audience has) is asked for once in half a minute and not at each
/// keystroke.
/// </remarks>
internal sealed class LivePreview(
    NewsletterFolder folder,
    DispatcherSettings settings,
    Database database,
    TimeProvider clock
)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private readonly SignedToken _tokens = new([new SigningKey("preview", new byte[32])]);
    private readonly EditedIssueReader _reader = new(folder, settings, clock);
    private readonly KnownFiles _files = new(folder);
    private readonly Lock _gate = new();
    private (DateTimeOffset At, KnownToCheck Known, IReadOnlyDictionary<string, string?> Nobody)? _known;

    /// <param name="slug">The issue; its file may hold another text.</param>
    /// <param name="reader">The name of an invented reader; the usual one for any other name.</param>
    public async Task<PreviewedIssue> OfAsync(
        string slug,
        byte[] content,
        string reader,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var file = $"issues/{slug}.md";
        var reading = IssueFile.Read(file, content);
        var (known, ofAudience) = await KnownAsync(reading, now, cancellationToken);
        IReadOnlyList<IssueCandidate> all =
        [
            .. _files.Candidates().Where(one => one.Issue.Slug != slug),
            .. reading.Candidate is { } mine ? new[] { mine } : [],
        ];
        var path = Path.Combine(Path.GetFullPath(folder.Issues), $"{slug}.md");
        var source = content.Length > IssueFile.MaxBytes ? null : content;
        var edited = _reader.Of(file, path, reading, source, all, known, ofAudience);
        var chosen = InventedReaders.Find(reader, now) ?? InventedReaders.Find(InventedReaders.Usual, now)!;
        var drawn = await DrawnIssue.OfAsync(
            edited,
            chosen.Recipient,
            settings.Newsletter,
            _tokens,
            signer: null,
            now,
            cancellationToken
        );
        return PreviewedIssue.Of(edited, drawn, chosen.Name);
    }

    private async Task<(KnownToCheck Known, IReadOnlyList<Problem> OfAudience)> KnownAsync(
        IssueReading reading,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        (DateTimeOffset At, KnownToCheck Known, IReadOnlyDictionary<string, string?> Nobody)? kept;
        lock (_gate)
        {
            kept = _known is { } last && now - last.At < Fresh && now >= last.At ? last : null;
        }

        try
        {
            var known =
                kept
                ?? (now, await KnownToCheck.ReadAsync(database, cancellationToken), new Dictionary<string, string?>());
            var audience = (reading.Issue ?? reading.Sketch)?.Audience;
            IReadOnlyList<Problem> problems = [];
            if (audience is not null && !known.Nobody.ContainsKey(audience))
            {
                problems = await AudienceChecks.OfAsync(
                    [reading],
                    settings.Newsletter.AnnualPrice is not null,
                    database,
                    cancellationToken
                );
                var nobody = new Dictionary<string, string?>(known.Nobody, StringComparer.Ordinal)
                {
                    [audience] = problems.Count == 0 ? null : problems[0].Message,
                };
                known = (known.At, known.Known, nobody);
            }
            else if (audience is not null && known.Nobody[audience] is { } message && reading.Issue is { } issue)
            {
                problems =
                [
                    Findings.AudienceNobody.At(issue.File, issue.KeyLines.GetValueOrDefault("audience"), 0, message),
                ];
            }

            lock (_gate)
            {
                _known = known;
            }

            return (known.Known, problems);
        }
        catch (Exception e) when (e is StorageException or SqliteException)
        {
            // A database that cannot be read keeps nobody from seeing the issue.
            return (KnownToCheck.Nothing, []);
        }
    }
}
