using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Reads <see cref="QueueNow"/> from the issues' folder and the database. Tests: QueueNowTests.</summary>
/// <param name="database">Null where there is none yet: then nothing was sent, and nobody has a time zone.</param>
internal sealed class QueueReader(
    Database? database,
    SlotCalendar calendar,
    NewsletterFolder folder,
    TimeProvider clock
)
{
    /// <summary>The queue with the issues of the folder.</summary>
    public async Task<QueueNow> ReadAsync(CancellationToken cancellationToken)
    {
        var readings = new IssueFolder(folder.Issues).Read();
        var candidates = readings.Select(reading => reading.Candidate).OfType<IssueCandidate>();
        return await ReadAsync(
            [.. candidates],
            [.. readings.Where(reading => reading.Candidate is null)],
            cancellationToken
        );
    }

    /// <summary>The queue with issues that were read already.</summary>
    public Task<QueueNow> ReadAsync(IReadOnlyList<IssueCandidate> candidates, CancellationToken cancellationToken) =>
        ReadAsync(candidates, [], cancellationToken);

    private async Task<QueueNow> ReadAsync(
        IReadOnlyList<IssueCandidate> candidates,
        IReadOnlyList<IssueReading> unreadable,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        if (database is null)
        {
            return new(new Waves(calendar), now, now, candidates, []) { Unreadable = unreadable };
        }

        var watch = await new WatchTable(database).ReadAsync(cancellationToken);
        return new(
            new Waves(calendar, await new ReaderZones(database).ReadAsync(cancellationToken)),
            now,
            watch?.SinceAt ?? now,
            candidates,
            await new DispatchedSlots(database).ReadAsync(cancellationToken)
        )
        {
            Unreadable = unreadable,
        };
    }
}
