using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// What each tick does: begins the waves that have come, goes on with open dispatches, asks <see cref="DueSlots"/> what is
/// due, records what was missed and begins what has come. It starts the sending and does not wait for it.
/// </summary>
internal sealed partial class DueWork(
    SlotCalendar calendar,
    DispatchedSlots slots,
    ReaderZones zones,
    Watch watch,
    DispatchStore dispatches,
    WaveStore waveStore,
    DispatchControl control,
    IssueDispatcher dispatcher,
    RunningDispatches running,
    NextDue next,
    IssueFiles files,
    DeliverySettings delivery,
    TimeProvider clock,
    ILogger<DueWork> logger)
{
    /// <summary>As many slots can be open at once: yesterday's last wave, today's, and tomorrow's first.</summary>
    private const int MostOpenSlots = 4;

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
        var waves = new Waves(calendar, await zones.ReadAsync(cancellationToken));
        await AddZonesAsync(waves, now, cancellationToken);
        await ContinueAsync(cancellationToken);
        foreach (var decision in DueSlots.Decide(waves, clock.GetUtcNow(), seen.SinceAt, await slots.ReadAsync(cancellationToken)))
        {
            switch (decision)
            {
                case SlotDecision.Missed missed:
                    await RecordMissedAsync(missed, cancellationToken);
                    break;
                case SlotDecision.Start start:
                    await StartAsync(start.Slot, waves, seen.SinceAt, cancellationToken);
                    break;
            }
        }

        next.At = await NextWaveAsync(waves, seen.SinceAt, cancellationToken);
    }

    /// <summary>Zones that nobody had when a dispatch began, and that have somebody now, get their morning too.</summary>
    private async Task AddZonesAsync(Waves waves, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var dispatch in await dispatches.InWavesAsync(calendar.Today(now - Waves.MostBehind), cancellationToken))
        {
            if (calendar.On(dispatch.SlotDate) is { } slot
                && waves.NewOf(await waveStore.ZonesAsync(dispatch.Id, cancellationToken)) is { Count: > 0 } added
                && await waveStore.AnyoneWaitsAsync(dispatch.Id, [.. added.Select(zone => zone.Zone!)], cancellationToken))
            {
                await waveStore.AddAsync(dispatch.Id, new Waves(calendar, added).Plan(slot, now, delivery.Retry.GiveUpAfter), cancellationToken);
            }
        }
    }

    /// <summary>Begins the waves that have come, and sends whatever is due and is not being sent.</summary>
    private async Task ContinueAsync(CancellationToken cancellationToken)
    {
        foreach (var open in await dispatches.OpenAsync(cancellationToken))
        {
            var changes = await waveStore.AdvanceAsync(open.Id, cancellationToken);
            foreach (var change in changes)
            {
                Tell(open, change);
            }

            // Who reads a correction should have the issue; it waits while the issue is being sent.
            var mustWait = open.CorrectsId is { } corrected && running.IsRunning(corrected);
            if (!mustWait && (changes.Count > 0 || dispatcher.IsDue(open)))
            {
                running.Start(open.Id, stop => SendAsync(open, stop));
            }
        }
    }

    /// <summary>One run of a dispatch. One that cannot be rendered any more is paused, so that it stands in no other's way.</summary>
    private async Task SendAsync(Dispatch open, CancellationToken stop)
    {
        try
        {
            RunResult result;
            do
            {
                var waves = await waveStore.ReadAsync(open.Id, stop);
                result = await dispatcher.ContinueAsync(open, new DispatchProgress { Deadline = DispatchDeadline.Of(calendar, open, waves) }, stop);
            }
            while (result.GoesOn);
        }
        catch (BrokenDispatchException e)
        {
            await control.PauseAsync(open.Id, e.Message, CancellationToken.None);
            CannotSend(e.Message);
        }
        catch (Exception e) when (e is SqliteException or StorageException or IOException)
        {
            SayOnce(e.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was in flight is written down; the next start goes on.
        }
    }

    private async Task StartAsync(Slot slot, Waves waves, DateTimeOffset watchSince, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var isEmpty = true;
        var known = await slots.ReadAsync(cancellationToken);
        var issues = new IssueFolder(files.IssuesFolder).Read().Select(reading => reading.Issue).OfType<Issue>().ToList();
        while (IssueQueue.Plan(waves, now, watchSince, issues, known, MostOpenSlots).For(slot.Date) is { } issue)
        {
            if (await TryBeginAsync(slot, waves, issue, now, cancellationToken))
            {
                return;
            }

            // A broken issue never blocks another; it may be mended until the slot is filled.
            isEmpty = false;
            issues.Remove(issue);
        }

        if (!isEmpty || waves.SpanOf(slot, watchSince) is not { } span)
        {
            return;
        }

        // Before the newsletter's own send time the queue is still open: one reader far in the east takes no day from the editors.
        if (now < slot.At)
        {
            if (IsNew($"no issue at the first wave of {slot.Date:yyyy-MM-dd}"))
            {
                NotYet(slot.Date, slot.At);
            }
        }
        else if (await dispatches.RecordEmptyAsync(slot.Date, slot.At, span.CatchUpUntil, "no issue was ready", cancellationToken))
        {
            Empty(slot.Date, span.CatchUpUntil.ToUniversalTime());
        }
    }

    /// <returns>False when the issue cannot be sent as it is.</returns>
    private async Task<bool> TryBeginAsync(Slot slot, Waves waves, Issue issue, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (package, problems) = files.Reader.Read(Path.Combine(files.IssuesFolder, $"{issue.Slug}.md"));
        BeginResult? result = null;
        if (package is not null)
        {
            (result, problems) = await dispatcher.BeginAsync(package, slot.Date, slot.At, waves.Plan(slot, now, delivery.Retry.GiveUpAfter), cancellationToken);
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

    /// <summary>When the next wave comes, of a dispatch that has begun or of a slot that has not.</summary>
    private async Task<DateTimeOffset?> NextWaveAsync(Waves waves, DateTimeOffset watchSince, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        List<DateTimeOffset> coming = [];
        foreach (var open in await dispatches.OpenAsync(cancellationToken))
        {
            coming.AddRange((await waveStore.ReadAsync(open.Id, cancellationToken)).Where(wave => wave.IsToCome).Select(wave => wave.At));
        }

        coming.AddRange(calendar.From(calendar.Today(now)).Take(MostOpenSlots)
            .Select(slot => waves.SpanOf(slot, watchSince)).OfType<SlotSpan>().Select(span => span.FirstAt));
        return coming.Where(at => at > now).Select(at => (DateTimeOffset?)at).Min();
    }

    private void Tell(Dispatch dispatch, WaveChange change)
    {
        if (change.IsMissed)
        {
            WaveMissed(dispatch.Id, change.Wave.At, change.Wave.CatchUpUntil, change.Recipients);
        }
        else
        {
            WaveBegun(dispatch.Id, change.Wave.At, change.Recipients);
        }
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
        if (IsNew(problem))
        {
            CannotSend(problem);
        }
    }

    /// <summary>True the first time. Ticks and runs both say things.</summary>
    private bool IsNew(string problem)
    {
        lock (_said)
        {
            return _said.Add(problem);
        }
    }

    [LoggerMessage(3001, LogLevel.Information, "Dispatch {DispatchId} begins: \"{Title}\" to {Recipients} subscribers")]
    private partial void Begun(long dispatchId, string title, long recipients);

    [LoggerMessage(3002, LogLevel.Error, "The slot of {Date} was missed: {Reason}")]
    private partial void Missed(DateOnly date, string reason);

    [LoggerMessage(3003, LogLevel.Error, "The slot of {Date} has no issue; one with this date is still sent until {Until:HH:mm} UTC")]
    private partial void Empty(DateOnly date, DateTimeOffset until);

    [LoggerMessage(3005, LogLevel.Information, "Dispatch {DispatchId}: the wave of {At:u} begins; {Joined} have come to the list since")]
    private partial void WaveBegun(long dispatchId, DateTimeOffset at, int joined);

    [LoggerMessage(3006, LogLevel.Error, "Dispatch {DispatchId}: the wave of {At:u} was missed until {Until:u}, the dispatcher was not running; {Recipients} do not get the issue")]
    private partial void WaveMissed(long dispatchId, DateTimeOffset at, DateTimeOffset until, int recipients);

    [LoggerMessage(3007, LogLevel.Warning, "The first wave of {Date} has come and no issue is ready; it goes out as soon as there is one, and those whose morning is over then get nothing. The newsletter's own send time is {At:u}")]
    private partial void NotYet(DateOnly date, DateTimeOffset at);

    [LoggerMessage(3004, LogLevel.Error, "Nothing is sent: {Problem}")]
    private partial void CannotSend(string problem);
}
