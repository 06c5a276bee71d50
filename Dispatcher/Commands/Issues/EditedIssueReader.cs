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

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>
/// Reads an issue that somebody is writing, with its images, the templates and the queue. Writes nothing: the database
/// is only looked at. Tests: PreviewCommandTests.
/// </summary>
internal sealed class EditedIssueReader(CommandContext context, DispatcherSettings settings)
{
    private readonly IssueFolder _folder = new(context.Folder.Issues);

    /// <param name="file">As for <see cref="IssueFolder.ReadOne"/>.</param>
    public async Task<EditedIssue> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var reading = _folder.ReadOne(file);
        var (path, source) = Source(file);
        var (findings, dispatched) = await FindingsAsync(reading, cancellationToken);
        var issue = reading.Issue ?? reading.Sketch ?? Raw(path, source);
        var (templates, _) = TemplateSet.Load(context.Folder.Templates);
        var (images, paths) = issue is null ? ([], []) : Images(issue);
        var day = issue is null ? Waves.Calendar.Today(Now) : Day(issue, dispatched);
        return new(
            issue?.File ?? file,
            findings,
            day,
            issue,
            reading.Candidate is { } candidate ? Compile(candidate, day) : null,
            images,
            templates.Sources,
            [.. path is null ? [] : new[] { path }, .. paths],
            source is null ? [] : Encoding.UTF8.GetString(source).ReplaceLineEndings("\n").Split('\n')
        );
    }

    private Waves Waves => new(new SlotCalendar(settings.Newsletter));

    private DateTimeOffset Now => context.Clock.GetUtcNow();

    private (string? Path, byte[]? Content) Source(string file)
    {
        if (_folder.SlugOf(file) is not { } slug)
        {
            return (null, null);
        }

        var path = Path.Combine(Path.GetFullPath(context.Folder.Issues), $"{slug}.md");
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

    private DateOnly Day(Issue issue, IReadOnlyList<DispatchedSlot> dispatched) =>
        new QueueNow(Waves, Now, Now, _folder.Candidates(), dispatched).DayOf(issue);

    private CompiledIssue? Compile(IssueCandidate candidate, DateOnly day) =>
        new IssuePackageReader(context.Folder, settings.Newsletter).Read(candidate).Package is { } package
            ? CompiledIssue.Compile(package, settings.Newsletter, day).Issue
            : null;

    private (Dictionary<string, byte[]> Images, List<string> Paths) Images(Issue issue)
    {
        var beside = new IssueImages(context.Folder.Issues);
        var images = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        List<string> paths = [];
        foreach (var image in IssueBody.From(issue, path => path).Images.DistinctBy(image => image.Path))
        {
            if (beside.Read(image.Path, issue.File, image.Line, image.Column).Image is { } content)
            {
                images[image.Path] = content.Content;
            }

            if (IssueImages.Fault(image.Path) is null)
            {
                paths.Add(Path.GetFullPath(image.Path, Path.GetFullPath(context.Folder.Issues)));
            }
        }

        return (images, paths);
    }

    private async Task<(IReadOnlyList<Problem> Findings, IReadOnlyList<DispatchedSlot> Dispatched)> FindingsAsync(
        IssueReading reading,
        CancellationToken cancellationToken
    )
    {
        var known = KnownToCheck.Nothing;
        IReadOnlyList<Problem> ofAudiences = [];
        try
        {
            if (ToLook(settings) is { } database)
            {
                known = await KnownToCheck.ReadAsync(database, cancellationToken);
                ofAudiences = await AudienceChecks.OfAsync(
                    [reading],
                    settings.Newsletter.AnnualPrice is not null,
                    database,
                    cancellationToken
                );
            }
        }
        catch (Exception e) when (e is StorageException or SqliteException)
        {
            // A database that cannot be read, or that an older version made, keeps nobody from seeing the issue.
        }

        var checks = IssueChecks.Of(context, settings.Newsletter, _folder, known, ofAudiences);
        return (checks.Run([reading]), known.Dispatched);
    }

    /// <summary>The database for looking; null where there is none yet.</summary>
    public static Database? ToLook(DispatcherSettings settings) =>
        new Database(settings.Storage.ConnectionString) is var database && File.Exists(database.Path)
            ? database.ToLook()
            : null;
}
