using System.Globalization;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// Changes the queue for a person: moves, unpins, releases and takes back issues. Each change is checked against the
/// queue as it is now and is a save like one of the Write page: a version with its author and a line in the audit.
/// Tests: QueuePageTests.
/// </summary>
internal sealed class QueueDesk(
    QueueReader queues,
    IssueSaves saves,
    SeenTexts texts,
    IssuePackageReader packages,
    NewsletterSettings newsletter
)
{
    /// <summary>Writes the day into the file.</summary>
    /// <param name="hash">Of the file that the person saw.</param>
    public Task<QueueChange> MoveAsync(
        string slug,
        string hash,
        DateOnly date,
        Writer writer,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            slug,
            hash,
            writer,
            queue => new QueueMove(queue).WhyNotTo(slug, date) is { } why ? $"Nothing was moved: {why}" : null,
            new(
                before => KeyLine.Date(before, date),
                string.Create(CultureInfo.InvariantCulture, $"date: {date:yyyy-MM-dd}"),
                before => new("issue.move", $"{Day(before.Date)} -> {Day(date)}"),
                title => string.Create(CultureInfo.InvariantCulture, $"\"{title}\" is on {date:dddd, d MMMM} now.")
            ),
            cancellationToken
        );

    /// <summary>Takes the day out of the file: the issue fills the next free slot.</summary>
    /// <inheritdoc cref="MoveAsync"/>
    public Task<QueueChange> FloatAsync(string slug, string hash, Writer writer, CancellationToken cancellationToken) =>
        ChangeAsync(
            slug,
            hash,
            writer,
            queue => new QueueMove(queue).WhyNotChange(slug) is { } why ? $"Nothing was changed: {why}." : null,
            new(
                before => KeyLine.Date(before, null),
                "delete the line date:",
                before => new("issue.float", Day(before.Date)),
                title => $"\"{title}\" takes the next free day now."
            ),
            cancellationToken
        );

    /// <summary>Releases a draft, if it can be sent and can have its day.</summary>
    /// <inheritdoc cref="MoveAsync"/>
    public Task<QueueChange> ReleaseAsync(
        string slug,
        string hash,
        Writer writer,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            slug,
            hash,
            writer,
            queue =>
                new QueueMove(queue).WhyNotRelease(slug) is { } why ? $"Nothing was released: {why}"
                : Fault(queue, slug) is { } fault ? $"Nothing was released, because the issue cannot be sent: {fault}"
                : null,
            new(
                before => KeyLine.Status(before, IssueStatus.Ready),
                "status: ready",
                _ => new("issue.release", Details: null),
                title => $"\"{title}\" is released."
            ),
            cancellationToken
        );

    /// <summary>Makes a released issue a draft again; its day stays in the file.</summary>
    /// <inheritdoc cref="MoveAsync"/>
    public Task<QueueChange> TakeBackAsync(
        string slug,
        string hash,
        Writer writer,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            slug,
            hash,
            writer,
            queue => new QueueMove(queue).WhyNotChange(slug) is { } why ? $"Nothing was taken back: {why}." : null,
            new(
                before => KeyLine.Status(before, IssueStatus.Draft),
                "status: draft",
                _ => new("issue.take-back", Details: null),
                title => $"\"{title}\" is a draft again."
            ),
            cancellationToken
        );

    /// <param name="refusal">Why the queue as it is now does not allow the change; null when it does.</param>
    private async Task<QueueChange> ChangeAsync(
        string slug,
        string hash,
        Writer writer,
        Func<QueueNow, string?> refusal,
        QueueLine line,
        CancellationToken cancellationToken
    )
    {
        var queue = await queues.ReadAsync(cancellationToken);
        if (refusal(queue) is { } why)
        {
            return new QueueChange.Refused(why);
        }

        var now = queue.Waiting.First(one => one.Issue.Slug == slug);
        var before =
            WrittenFile.HashOf(now.Source) == hash ? now
            : await texts.FindAsync(slug, hash, cancellationToken) is { } seen
                ? IssueFile.Read(now.Issue.File, seen).Candidate
            : null;
        if (before is null)
        {
            return new QueueChange.Refused(
                $"Somebody changed issues/{slug}.md since this page was loaded. Nothing was changed; look at it and "
                    + "try again."
            );
        }

        if (line.Change(before) is not { } content)
        {
            return new QueueChange.Refused(
                $"issues/{slug}.md writes this line in a form that the desk does not change. Change it in the file: "
                    + line.ByHand
            );
        }

        return await saves.SaveAsync(slug, content, hash, writer, line.Deed(before.Issue), cancellationToken) switch
        {
            SaveResult.Saved saved => new QueueChange.Done(
                $"{line.Says(before.Issue.Title)}{(saved.Note is null ? "" : $" {saved.Note}")}"
            ),
            SaveResult.Conflict => new QueueChange.Refused(
                $"Somebody changed issues/{slug}.md since this page was loaded. Nothing was changed; the file and what "
                    + "you wanted to make of it are both among its versions. Look at it and try again.",
                slug
            ),
            SaveResult.Gone => new QueueChange.Refused(
                $"issues/{slug}.md was deleted or renamed since this page was loaded. Nothing was changed; what you "
                    + "wanted to make of it is among its versions.",
                slug
            ),
            SaveResult.Refused refused => new QueueChange.Refused(
                $"issues/{slug}.md was not changed: {refused.Message}"
            ),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no result of a save."),
        };
    }

    /// <summary>The first error that keeps an issue from being sent; null when it can be sent.</summary>
    private string? Fault(QueueNow queue, string slug)
    {
        var candidate = queue.Waiting.First(one => one.Issue.Slug == slug);
        return TriedIssue
            .Of(candidate, packages, newsletter, queue.DayOf(candidate.Issue))
            .Problems.FirstOrDefault(problem => problem.Severity is Severity.Error)
            ?.ToString();
    }

    private static string Day(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "no day";
}
