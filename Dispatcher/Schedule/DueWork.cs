using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// What each tick does: begins the waves that have come, goes on with open dispatches, asks <see cref="DueSlots"/> what
/// is due, records what was missed and begins what has come. It starts the sending and does not wait for it.
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
    ILogger<DueWork> logger
)
{
    /// <summary>As many slots can be open at once: yesterday's last wave, today's, and tomorrow's first.</summary>
    private const int MostOpenSlots = 4;

    /// <summary>Broken files that are named for one slot.</summary>
    private const int MostNamed = 3;

    /// <summary>As far as missed slots are looked for, and some days more.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(65);

    /// <summary>What ticks say, by <see cref="Obstacle.About"/>.</summary>
    private readonly SayOnce _said = new();

    /// <summary>What runs say, by dispatch.</summary>
    private readonly SayOnce _saidByRuns = new();

    /// <summary>When this process last looked, by a clock that could be believed; null before its first look.</summary>
    private DateTimeOffset? _lastTick;

    /// <summary>When the clock was last right; null while it is.</summary>
    private DateTimeOffset? _clockWrongSince;

    /// <summary>What was in the way of sending, as the present tick knows it.</summary>
    private IReadOnlyList<Obstacle> _known = [];

    /// <summary>One tick. A database that cannot be used just now is said and asked again at the next tick.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<Obstacle> met = [];
        try
        {
            await TickAsync(met, cancellationToken);
        }
        catch (Exception e) when (IsOfStorage(e))
        {
            _lastTick = clock.GetUtcNow();
            Meet(met, watch.Obstacles.OfError(e, _lastTick.Value));
        }

        watch.Obstacles.Set(met);
        _said.EndAllBut(met.Select(one => one.About).ToHashSet(StringComparer.Ordinal));
        try
        {
            await watch.Obstacles.WriteAsync(cancellationToken);
        }
        catch (Exception e) when (IsOfStorage(e))
        {
            // It is kept in memory and written at a later tick; the tick itself meets the same trouble and says it.
        }
    }

    private static bool IsOfStorage(Exception error) =>
        error is SqliteException or StorageException or IOException or UnauthorizedAccessException;

    private async Task TickAsync(List<Obstacle> met, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = await watch.ReadAsync(cancellationToken);
        if (ClockCheck.Doubt(now, before?.LastSeenAt) is { } doubt)
        {
            // By the last time that was right: the present one would be written down wrong.
            _clockWrongSince ??= before?.LastSeenAt ?? now;
            Meet(met, new(ObstacleCause.Clock, SlotDate: null, doubt, _clockWrongSince.Value, _clockWrongSince.Value));
            return;
        }

        await NoteGapAsync(before?.LastSeenAt, now, cancellationToken);
        var seen = await watch.SeenAsync(now, cancellationToken);
        var waves = new Waves(calendar, await zones.ReadAsync(cancellationToken));
        await AddZonesAsync(waves, now, cancellationToken);
        await ContinueAsync(cancellationToken);
        var decisions = DueSlots.Decide(
            waves,
            clock.GetUtcNow(),
            seen.SinceAt,
            await slots.ReadAsync(cancellationToken),
            _known
        );
        await RecordMissedAsync([.. decisions.OfType<SlotDecision.Missed>()], cancellationToken);
        foreach (var start in decisions.OfType<SlotDecision.Start>())
        {
            await StartAsync(start.Slot, waves, seen.SinceAt, met, cancellationToken);
        }

        next.At = await NextWaveAsync(waves, seen.SinceAt, cancellationToken);
    }

    /// <summary>
    /// Finds out what was in the way since the last look, so that what is missed now has its true reason.
    /// </summary>
    private async Task NoteGapAsync(DateTimeOffset? lastSeen, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - LookBack;
        if (_clockWrongSince is { } wrongSince)
        {
            watch.Obstacles.Add(new(ObstacleCause.Clock, SlotDate: null, Detail: null, wrongSince, now));
        }
        else if (
            RunningGap.Of(lastSeen, _lastTick, now, await watch.Obstacles.ReadAsync(since, cancellationToken)) is
            { } gap
        )
        {
            watch.Obstacles.Add(gap);
        }

        (_lastTick, _clockWrongSince) = (now, null);
        await watch.Obstacles.WriteAsync(cancellationToken);
        _known = await watch.Obstacles.ReadAsync(since, cancellationToken);
    }

    /// <summary>
    /// Zones that nobody had when a dispatch began, and that have somebody now, get their morning too.
    /// </summary>
    private async Task AddZonesAsync(Waves waves, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (
            var dispatch in await dispatches.InWavesAsync(calendar.Today(now - Waves.MostBehind), cancellationToken)
        )
        {
            if (
                calendar.On(dispatch.SlotDate) is { } slot
                && waves.NewOf(await waveStore.ZonesAsync(dispatch.Id, cancellationToken)) is { Count: > 0 } added
                && await waveStore.AnyoneWaitsAsync(
                    dispatch.Id,
                    [.. added.Select(zone => zone.Zone!)],
                    cancellationToken
                )
            )
            {
                await waveStore.AddAsync(
                    dispatch.Id,
                    new Waves(calendar, added).Plan(slot, now, delivery.Retry.GiveUpAfter),
                    cancellationToken
                );
            }
        }
    }

    /// <summary>Begins the waves that have come, and sends whatever is due and is not being sent.</summary>
    private async Task ContinueAsync(CancellationToken cancellationToken)
    {
        foreach (var open in await dispatches.OpenAsync(cancellationToken))
        {
            var changes = await waveStore.AdvanceAsync(open.Id, wave => WhyMissed(open, wave), cancellationToken);
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

    /// <summary>
    /// One run of a dispatch. One that cannot be rendered any more is paused, so that it stands in no other's way.
    /// </summary>
    private async Task SendAsync(Dispatch open, CancellationToken stop)
    {
        try
        {
            RunResult result;
            do
            {
                var waves = await waveStore.ReadAsync(open.Id, stop);
                var progress = new DispatchProgress { Deadline = DispatchDeadline.Of(calendar, open, waves) };
                running.Show(open.Id, progress);
                result = await dispatcher.ContinueAsync(open, progress, stop);
            } while (result.GoesOn);
            _saidByRuns.IsOver(About(open));
        }
        catch (BrokenDispatchException e)
        {
            await control.PauseAsync(open.Id, e.Message, CancellationToken.None);
            CannotSend(e.Message);
        }
        catch (Exception e) when (IsOfStorage(e))
        {
            if (_saidByRuns.IsNews(About(open), e.Message, clock.GetUtcNow()))
            {
                CannotSend(e.Message);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was in flight is written down; the next start goes on.
        }
    }

    private static string About(Dispatch dispatch) => FormattableString.Invariant($"dispatch {dispatch.Id}");

    private async Task StartAsync(
        Slot slot,
        Waves waves,
        DateTimeOffset watchSince,
        List<Obstacle> met,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        List<string> broken = [];
        var known = await slots.ReadAsync(cancellationToken);
        var readings = new IssueFolder(files.IssuesFolder).Read();
        var issues = readings.Select(reading => reading.Issue).OfType<Issue>().ToList();
        while (IssueQueue.Plan(waves, now, watchSince, issues, known, MostOpenSlots).For(slot.Date) is { } issue)
        {
            if (await TryBeginAsync(slot, waves, issue, now, cancellationToken) is not { } fault)
            {
                return;
            }

            // A broken issue never blocks another; it may be mended until the slot is filled.
            broken.Add(fault);
            issues.Remove(issue);
        }

        if (broken.Count > 0)
        {
            Meet(met, new(ObstacleCause.BrokenIssue, slot.Date, string.Join("; ", broken.Take(MostNamed)), now, now));
            return;
        }

        var empty = new Obstacle(
            ObstacleCause.NoIssue,
            slot.Date,
            SlotFaults.OfUnreadable(readings, known, MostNamed),
            now,
            now
        );
        met.Add(empty);
        if (waves.SpanOf(slot, watchSince) is not { } span)
        {
            return;
        }

        // Before the newsletter's own send time the queue is still open: one reader far in the east takes no day from
        // the editors.
        if (now < slot.At)
        {
            if (_said.IsNews(empty.About, "not yet", now))
            {
                NotYet(slot.Date, slot.At);
            }
        }
        else if (
            await dispatches.RecordEmptyAsync(
                slot.Date,
                slot.At,
                span.CatchUpUntil,
                "no issue was ready",
                cancellationToken
            )
        )
        {
            Empty(slot.Date, span.CatchUpUntil.ToUniversalTime());
        }
    }

    /// <returns>Why the issue cannot be sent as it is, with its file; null when it was begun, or had been.</returns>
    private async Task<string?> TryBeginAsync(
        Slot slot,
        Waves waves,
        Issue issue,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var (package, problems) = files.Reader.Read(Path.Combine(files.IssuesFolder, $"{issue.Slug}.md"));
        BeginResult? result = null;
        if (package is not null)
        {
            (result, problems) = await dispatcher.BeginAsync(
                package,
                slot.Date,
                slot.At,
                waves.Plan(slot, now, delivery.Retry.GiveUpAfter),
                cancellationToken
            );
        }

        if (result is BeginResult.Begun begun)
        {
            Begun(begun.Id, issue.Title, begun.Recipients);
            await ContinueAsync(cancellationToken);
        }

        return result is not null
            ? null
            : problems.FirstOrDefault(problem => problem.Severity is Severity.Error)?.ToString() ?? issue.File;
    }

    /// <summary>When the next wave comes, of a dispatch that has begun or of a slot that has not.</summary>
    private async Task<DateTimeOffset?> NextWaveAsync(
        Waves waves,
        DateTimeOffset watchSince,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        List<DateTimeOffset> coming = [];
        foreach (var open in await dispatches.OpenAsync(cancellationToken))
        {
            coming.AddRange(
                (await waveStore.ReadAsync(open.Id, cancellationToken))
                    .Where(wave => wave.IsToCome)
                    .Select(wave => wave.At)
            );
        }

        coming.AddRange(
            calendar
                .From(calendar.Today(now))
                .Take(MostOpenSlots)
                .Select(slot => waves.SpanOf(slot, watchSince))
                .OfType<SlotSpan>()
                .Select(span => span.FirstAt)
        );
        return coming.Where(at => at > now).Select(at => (DateTimeOffset?)at).Min();
    }

    private void Tell(Dispatch dispatch, WaveChange change)
    {
        if (change.IsMissed)
        {
            WaveMissed(
                dispatch.Id,
                change.Wave.At,
                change.Wave.CatchUpUntil,
                WhyMissed(dispatch, change.Wave),
                change.Recipients
            );
        }
        else
        {
            WaveBegun(dispatch.Id, change.Wave.At, change.Recipients);
        }
    }

    private string WhyMissed(Dispatch dispatch, DispatchWave wave) =>
        MissedReason.OfWave(dispatch.SlotDate, wave.At, wave.CatchUpUntil, _known, calendar.ToLocal);

    /// <summary>Records what was missed; many slots are said in one line.</summary>
    private async Task RecordMissedAsync(IReadOnlyList<SlotDecision.Missed> missed, CancellationToken cancellationToken)
    {
        List<SlotDecision.Missed> recorded = [];
        foreach (var one in missed)
        {
            var slot = one.Slot;
            if (
                await dispatches.RecordMissedAsync(slot.Date, slot.At, slot.CatchUpUntil, one.Reason, cancellationToken)
            )
            {
                recorded.Add(one);
            }
        }

        if (recorded is [var single])
        {
            Missed(single.Slot.Date, single.Reason);
        }
        else if (recorded is [var first, .., var last])
        {
            ManyMissed(recorded.Count, first.Slot.Date, last.Slot.Date, last.Reason);
        }
    }

    /// <summary>Something is in the way; it is said as often as <see cref="SayOnce"/> decides.</summary>
    private void Meet(List<Obstacle> met, Obstacle obstacle)
    {
        met.Add(obstacle);
        if (_said.IsNews(obstacle.About, obstacle.Detail ?? "", clock.GetUtcNow()))
        {
            CannotSend(
                obstacle.SlotDate is { } date
                    ? FormattableString.Invariant($"{date:yyyy-MM-dd}: {obstacle.Detail}")
                    : obstacle.Detail ?? ""
            );
        }
    }

    [LoggerMessage(3001, LogLevel.Information, "Dispatch {DispatchId} begins: \"{Title}\" to {Recipients} subscribers")]
    private partial void Begun(long dispatchId, string title, long recipients);

    [LoggerMessage(3002, LogLevel.Error, "The slot of {Date} was missed: {Reason}")]
    private partial void Missed(DateOnly date, string reason);

    [LoggerMessage(
        3003,
        LogLevel.Error,
        "The slot of {Date} has no issue; one with this date is still sent until {Until:HH:mm} UTC"
    )]
    private partial void Empty(DateOnly date, DateTimeOffset until);

    [LoggerMessage(
        3005,
        LogLevel.Information,
        "Dispatch {DispatchId}: the wave of {At:u} begins; {Joined} have come to the list since"
    )]
    private partial void WaveBegun(long dispatchId, DateTimeOffset at, int joined);

    [LoggerMessage(
        3006,
        LogLevel.Error,
        "Dispatch {DispatchId}: the wave of {At:u} was missed until {Until:u}: {Why}. {Recipients} readers do not get "
            + "the issue"
    )]
    private partial void WaveMissed(
        long dispatchId,
        DateTimeOffset at,
        DateTimeOffset until,
        string why,
        int recipients
    );

    [LoggerMessage(
        3008,
        LogLevel.Error,
        "{Count} slots were missed, {First:yyyy-MM-dd} to {Last:yyyy-MM-dd}. The last one: {Reason}"
    )]
    private partial void ManyMissed(int count, DateOnly first, DateOnly last, string reason);

    [LoggerMessage(
        3007,
        LogLevel.Warning,
        "The first wave of {Date} has come and no issue is ready; it goes out as soon as there is one, and those "
            + "whose morning is over then get nothing. The newsletter's own send time is {At:u}"
    )]
    private partial void NotYet(DateOnly date, DateTimeOffset at);

    [LoggerMessage(3004, LogLevel.Error, "Nothing is sent: {Problem}")]
    private partial void CannotSend(string problem);
}
