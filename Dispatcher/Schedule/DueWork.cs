using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// What each tick does: goes on with open dispatches, asks <see cref="DueSlots"/> what is due, records what was missed and
/// begins what has come.
/// </summary>
internal sealed partial class DueWork(
    SlotCalendar calendar,
    DispatchedSlots slots,
    Watch watch,
    DispatchStore dispatches,
    DispatchControl control,
    IssueDispatcher dispatcher,
    IssueFiles files,
    DeliverySettings delivery,
    TimeProvider clock,
    ILogger<DueWork> logger)
{
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <summary>One tick. A database that cannot be used just now is said and asked again at the next tick.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TickAsync(cancellationToken);
        }
        catch (Exception e) when (e is SqliteException or StorageException or IOException)
        {
            SayOnce(e.Message);
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (ClockCheck.Doubt(now, (await watch.ReadAsync(cancellationToken))?.LastSeenAt) is { } doubt)
        {
            SayOnce(doubt);
            return;
        }

        var seen = await watch.SeenAsync(now, cancellationToken);
        await ContinueAsync(cancellationToken);
        foreach (var decision in DueSlots.Decide(calendar, clock.GetUtcNow(), seen.SinceAt, await slots.ReadAsync(cancellationToken)))
        {
            switch (decision)
            {
                case SlotDecision.Missed missed:
                    await RecordMissedAsync(missed, cancellationToken);
                    break;
                case SlotDecision.Start start:
                    await StartAsync(start.Slot, seen.SinceAt, cancellationToken);
                    break;
            }
        }
    }

    private async Task ContinueAsync(CancellationToken cancellationToken)
    {
        foreach (var open in await dispatches.OpenAsync(cancellationToken))
        {
            if (dispatcher.IsDue(open))
            {
                await ContinueAsync(open, cancellationToken);
            }
        }
    }

    /// <summary>A dispatch that cannot be rendered any more is paused, so that it stands in no other's way.</summary>
    private async Task ContinueAsync(Dispatch open, CancellationToken cancellationToken)
    {
        try
        {
            while ((await dispatcher.ContinueAsync(open, new DispatchProgress { Deadline = DispatchDeadline.Of(calendar, open) }, cancellationToken)).End is RunEnd.Corrected)
            {
            }
        }
        catch (BrokenDispatchException e)
        {
            await control.PauseAsync(open.Id, e.Message, CancellationToken.None);
            CannotSend(e.Message);
        }
    }

    private async Task StartAsync(Slot slot, DateTimeOffset watchSince, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var isEmpty = true;
        var known = await slots.ReadAsync(cancellationToken);
        var issues = new IssueFolder(files.IssuesFolder).Read().Select(reading => reading.Issue).OfType<Issue>().ToList();
        while (IssueQueue.Plan(calendar, now, watchSince, issues, known, count: 1).For(slot.Date) is { } issue)
        {
            if (await TryBeginAsync(slot, issue, now, cancellationToken))
            {
                return;
            }

            // A broken issue never blocks another; it may be mended until the slot is filled.
            isEmpty = false;
            issues.Remove(issue);
        }

        if (isEmpty)
        {
            if (await dispatches.RecordEmptyAsync(slot.Date, slot.At, slot.CatchUpUntil, "no issue was ready", cancellationToken))
            {
                Empty(slot.Date, slot.CatchUpUntil);
            }
        }
    }

    /// <returns>False when the issue cannot be sent as it is.</returns>
    private async Task<bool> TryBeginAsync(Slot slot, Issue issue, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (package, problems) = files.Reader.Read(Path.Combine(files.IssuesFolder, $"{issue.Slug}.md"));
        BeginResult? result = null;
        if (package is not null)
        {
            (result, problems) = await dispatcher.BeginAsync(
                package, slot.Date, slot.At, calendar.CutOff(now, delivery.Retry.GiveUpAfter), takeOverMissed: false, cancellationToken);
        }

        if (result is BeginResult.Begun begun)
        {
            Begun(begun.Id, issue.Title, begun.Recipients);
            await ContinueAsync(cancellationToken);
        }
        else if (result is null)
        {
            SayOnce($"{slot.Date:yyyy-MM-dd}: {problems.FirstOrDefault(problem => problem.Severity is Severity.Error)?.ToString() ?? issue.File}");
        }

        return result is not null;
    }

    private async Task RecordMissedAsync(SlotDecision.Missed missed, CancellationToken cancellationToken)
    {
        var slot = missed.Slot;
        if (await dispatches.RecordMissedAsync(slot.Date, slot.At, slot.CatchUpUntil, missed.Reason, cancellationToken))
        {
            Missed(slot.Date, missed.Reason);
        }
    }

    private void SayOnce(string problem)
    {
        if (_said.Add(problem))
        {
            CannotSend(problem);
        }
    }

    [LoggerMessage(3001, LogLevel.Information, "Dispatch {DispatchId} begins: \"{Title}\" to {Recipients} subscribers")]
    private partial void Begun(long dispatchId, string title, long recipients);

    [LoggerMessage(3002, LogLevel.Error, "The slot of {Date} was missed: {Reason}")]
    private partial void Missed(DateOnly date, string reason);

    [LoggerMessage(3003, LogLevel.Error, "The slot of {Date} has no issue; one with this date is still sent until {Until:HH:mm} UTC")]
    private partial void Empty(DateOnly date, DateTimeOffset until);

    [LoggerMessage(3004, LogLevel.Error, "Nothing is sent: {Problem}")]
    private partial void CannotSend(string problem);
}
