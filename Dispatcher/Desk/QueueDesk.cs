using System.Globalization;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// Changes the queue for a person: moves, unpins, releases and takes back issues. Each change is checked against the
/// queue as it is now, is made in the issue's file, and has an entry in the audit. Tests: QueuePageTests.
/// </summary>
internal sealed class QueueDesk(
    QueueReader queues,
    IssueChanges changes,
    IssuePackageReader packages,
    NewsletterSettings newsletter,
    AuditBook audit
)
{
    /// <summary>Writes the day into the file.</summary>
    /// <param name="entry">Makes the audit's entry of an action, a subject and details.</param>
    /// <returns>What was done, and whether it was; otherwise why it was not.</returns>
    public async Task<(bool IsDone, string Says)> MoveAsync(
        string slug,
        string hash,
        DateOnly date,
        Func<string, string, string?, AuditEntry> entry,
        CancellationToken cancellationToken
    )
    {
        var queue = await queues.ReadAsync(cancellationToken);
        if (new QueueMove(queue).WhyNotTo(slug, date) is { } why)
        {
            return (false, $"Nothing was moved: {why}");
        }

        var change = changes.Change(
            slug,
            hash,
            before => KeyLine.Date(before, date),
            string.Create(CultureInfo.InvariantCulture, $"date: {date:yyyy-MM-dd}")
        );
        return await EndAsync(
            change,
            "issue.move",
            saved => $"{Day(saved.Before.Issue.Date)} -> {Day(date)}",
            saved =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"\"{saved.After.Issue.Title}\" is on {date:dddd, d MMMM} now."
                ),
            entry,
            cancellationToken
        );
    }

    /// <summary>Takes the day out of the file: the issue fills the next free slot.</summary>
    /// <inheritdoc cref="MoveAsync"/>
    public async Task<(bool IsDone, string Says)> FloatAsync(
        string slug,
        string hash,
        Func<string, string, string?, AuditEntry> entry,
        CancellationToken cancellationToken
    )
    {
        var queue = await queues.ReadAsync(cancellationToken);
        if (new QueueMove(queue).WhyNotChange(slug) is { } why)
        {
            return (false, $"Nothing was changed: {why}.");
        }

        return await EndAsync(
            changes.Change(slug, hash, before => KeyLine.Date(before, null), "delete the line date:"),
            "issue.float",
            saved => Day(saved.Before.Issue.Date),
            saved => $"\"{saved.After.Issue.Title}\" takes the next free day now.",
            entry,
            cancellationToken
        );
    }

    /// <summary>Releases a draft, if it can be sent and can have its day.</summary>
    /// <inheritdoc cref="MoveAsync"/>
    public async Task<(bool IsDone, string Says)> ReleaseAsync(
        string slug,
        string hash,
        Func<string, string, string?, AuditEntry> entry,
        CancellationToken cancellationToken
    )
    {
        var queue = await queues.ReadAsync(cancellationToken);
        if (new QueueMove(queue).WhyNotRelease(slug) is { } why)
        {
            return (false, $"Nothing was released: {why}");
        }

        var candidate = queue.Waiting.First(one => one.Issue.Slug == slug);
        if (Fault(candidate, queue.DayOf(candidate.Issue)) is { } fault)
        {
            return (false, $"Nothing was released, because the issue cannot be sent: {fault}");
        }

        return await EndAsync(
            changes.Change(slug, hash, before => KeyLine.Status(before, IssueStatus.Ready), "status: ready"),
            "issue.release",
            _ => null,
            saved => $"\"{saved.After.Issue.Title}\" is released.",
            entry,
            cancellationToken
        );
    }

    /// <summary>Makes a released issue a draft again; its day stays in the file.</summary>
    /// <inheritdoc cref="MoveAsync"/>
    public async Task<(bool IsDone, string Says)> TakeBackAsync(
        string slug,
        string hash,
        Func<string, string, string?, AuditEntry> entry,
        CancellationToken cancellationToken
    )
    {
        var queue = await queues.ReadAsync(cancellationToken);
        if (new QueueMove(queue).WhyNotChange(slug) is { } why)
        {
            return (false, $"Nothing was taken back: {why}.");
        }

        return await EndAsync(
            changes.Change(slug, hash, before => KeyLine.Status(before, IssueStatus.Draft), "status: draft"),
            "issue.take-back",
            _ => null,
            saved => $"\"{saved.After.Issue.Title}\" is a draft again.",
            entry,
            cancellationToken
        );
    }

    private async Task<(bool IsDone, string Says)> EndAsync(
        IssueChange change,
        string action,
        Func<IssueChange.Saved, string?> details,
        Func<IssueChange.Saved, string> says,
        Func<string, string, string?, AuditEntry> entry,
        CancellationToken cancellationToken
    )
    {
        switch (change)
        {
            case IssueChange.Saved saved:
                await audit.RecordAsync(
                    entry(action, $"issue:{saved.After.Issue.Slug}", details(saved)),
                    cancellationToken
                );
                return (true, says(saved));
            case IssueChange.Refused refused:
                return (false, refused.Why);
            default:
                throw new InvalidOperationException($"{change} is no result of a change.");
        }
    }

    /// <summary>The first error that keeps an issue from being sent; null when it can be sent.</summary>
    private string? Fault(IssueCandidate candidate, DateOnly day)
    {
        var (package, problems) = packages.Read(candidate);
        if (package is not null)
        {
            (_, problems) = CompiledIssue.Compile(package, newsletter, day);
        }

        return problems.FirstOrDefault(problem => problem.Severity is Severity.Error)?.ToString();
    }

    private static string Day(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "no day";
}
