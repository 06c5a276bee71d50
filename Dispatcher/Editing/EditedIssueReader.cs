using System.Text;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Editing;

/// <summary>
/// Reads an issue that somebody is writing, with its images, the templates and the queue. Writes nothing: the database
/// is only looked at. Tests: PreviewCommandTests.
/// </summary>
internal sealed class EditedIssueReader(NewsletterFolder folder, DispatcherSettings settings, TimeProvider clock)
{
    private readonly IssueFolder _folder = new(folder.Issues);
    private readonly IssuePackageReader _packages = new(folder, settings.Newsletter);

    /// <summary>Reads an issue from its file.</summary>
    /// <param name="file">As for <see cref="IssueFolder.ReadOne"/>.</param>
    public async Task<EditedIssue> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var reading = _folder.ReadOne(file);
        var (path, source) = Source(file);
        var (known, ofAudiences) = await KnownAsync(reading, cancellationToken);
        return Of(file, path, reading, source, _folder.Candidates(), known, ofAudiences);
    }

    /// <summary>
    /// Puts together what there is to know about an issue that was read from its file or from a form.
    /// </summary>
    /// <param name="file">As the editor named it.</param>
    /// <param name="path">The absolute path of the file; null when there is none.</param>
    /// <param name="source">All bytes of the issue; null when they could not be read.</param>
    /// <param name="all">All issues of the folder, drafts too.</param>
    public EditedIssue Of(
        string file,
        string? path,
        IssueReading reading,
        byte[]? source,
        IReadOnlyList<IssueCandidate> all,
        KnownToCheck known,
        IReadOnlyList<Problem> ofAudiences
    )
    {
        var now = clock.GetUtcNow();
        var issue = reading.Issue ?? reading.Sketch ?? Raw(path, source);
        var waves = new Waves(new SlotCalendar(settings.Newsletter));
        var day = issue is null
            ? waves.Calendar.Today(now)
            : new QueueNow(waves, now, now, all, known.Dispatched).DayOf(issue);
        var tried = reading.Candidate is { } candidate
            ? TriedIssue.Of(candidate, _packages, settings.Newsletter, day)
            : null;
        var checks = IssueChecks.Of(settings.Newsletter, _ => tried!, all, known, ofAudiences, now);
        var (images, paths) = issue is null
            ? ([], [])
            : Images(issue, tried?.Body ?? IssueBody.From(issue, path => path));
        return new(
            issue?.File ?? file,
            checks.Run([reading]),
            day,
            issue,
            tried?.Compiled,
            images,
            tried?.Templates ?? TemplateSet.Load(folder.Templates).Templates.Sources,
            [.. path is null ? [] : new[] { path }, .. paths],
            source is null ? [] : Encoding.UTF8.GetString(source).ReplaceLineEndings("\n").Split('\n')
        );
    }

    private (string? Path, byte[]? Content) Source(string file)
    {
        if (_folder.SlugOf(file) is not { } slug)
        {
            return (null, null);
        }

        var path = Path.Combine(Path.GetFullPath(folder.Issues), $"{slug}.md");
        return (path, _folder.ReadBytes(path, IssueFile.MaxBytes).Content);
    }

    /// <summary>An issue of which not even the front matter can be found: all of the file is its text.</summary>
    private static Issue? Raw(string? path, byte[]? source) =>
        source is null
            ? null
            : new()
            {
                Slug = Path.GetFileNameWithoutExtension(path)!,
                File = $"issues/{Path.GetFileName(path)}",
                Title = "",
                Subject = "",
                Body = Encoding.UTF8.GetString(source).ReplaceLineEndings("\n"),
                BodyLine = 1,
            };

    private (Dictionary<string, byte[]> Images, List<string> Paths) Images(Issue issue, IssueBody body)
    {
        var beside = new IssueImages(folder.Issues);
        var images = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        List<string> paths = [];
        foreach (var image in body.Images.DistinctBy(image => image.Path))
        {
            if (beside.Read(image.Path, issue.File, image.Line, image.Column).Image is { } content)
            {
                images[image.Path] = content.Content;
            }

            if (IssueImages.Fault(image.Path) is null)
            {
                paths.Add(Path.GetFullPath(image.Path, Path.GetFullPath(folder.Issues)));
            }
        }

        return (images, paths);
    }

    private async Task<(KnownToCheck Known, IReadOnlyList<Problem> OfAudiences)> KnownAsync(
        IssueReading reading,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (ToLook(settings) is not { } database)
            {
                return (KnownToCheck.Nothing, []);
            }

            return (
                await KnownToCheck.ReadAsync(database, cancellationToken),
                await AudienceChecks.OfAsync(
                    [reading],
                    settings.Newsletter.AnnualPrice is not null,
                    database,
                    cancellationToken
                )
            );
        }
        catch (Exception e) when (e is StorageException or SqliteException)
        {
            // A database that cannot be read, or that an older version made, keeps nobody from seeing the issue.
            return (KnownToCheck.Nothing, []);
        }
    }

    /// <summary>The database for looking; null where there is none yet.</summary>
    public static Database? ToLook(DispatcherSettings settings) =>
        new Database(settings.Storage.ConnectionString) is var database && File.Exists(database.Path)
            ? database.ToLook()
            : null;
}
