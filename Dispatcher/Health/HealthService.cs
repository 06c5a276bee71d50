using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Looks by itself before each slot whether its issue will go out, and tells how each dispatch went. While something is
/// red it looks again now and then, so that <c>/readyz</c> shows when it is fixed.
/// </summary>
internal sealed partial class HealthService(
    Doctor doctor,
    HealthTable book,
    Readiness readiness,
    Alerts alerts,
    SlotCalendar calendar,
    ReaderZones zones,
    WatchTable watch,
    DispatchStore dispatches,
    Ledger ledger,
    LastDispatch speeds,
    NewsletterSettings newsletter,
    TimeProvider clock,
    ILogger<HealthService> logger
) : LoopService(clock)
{
    /// <summary>
    /// Between two ticks, and after the start: a machine that has just booted may still be without its network.
    /// </summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AgainWhileRed = TimeSpan.FromMinutes(10);

    /// <summary>Checks of one slot; when it has gone, what they said is over.</summary>
    private static readonly string[] OfOneSlot = [NextIssueCheck.Name, DeadlineCheck.Name];

    private DateOnly _lookedFor;
    private DateTimeOffset _lookedAt;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await TryAsync(RememberAsync, stoppingToken);
        await RepeatAsync(Interval, atOnce: false, RoundAsync, stoppingToken);
    }

    protected override void LogTrouble(string trouble) => CannotLook(trouble);

    /// <summary>What keeps the look from its work does not keep the summaries from theirs.</summary>
    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        await TryAsync(LookIfDueAsync, cancellationToken);
        await TryAsync(SummarizeAsync, cancellationToken);
    }

    /// <summary>What was red before a restart stays red until the next look.</summary>
    private async Task RememberAsync(CancellationToken cancellationToken)
    {
        if (await book.LastAsync(cancellationToken) is { } last)
        {
            (_lookedFor, readiness.Red) = last;
        }
    }

    private async Task LookIfDueAsync(CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        if (calendar.Next(now) is not { } slot)
        {
            return;
        }

        var waves = new Waves(calendar, await zones.ReadAsync(cancellationToken));
        var firstAt =
            waves.SpanOf(slot, (await watch.ReadAsync(cancellationToken))?.SinceAt ?? now)?.FirstAt ?? slot.At;
        var due = LookPlan.Due(
            slot,
            firstAt,
            newsletter.CheckAt,
            calendar.Zone,
            now,
            await book.TakenAsync(slot.Date, cancellationToken)
        );
        if (due.Count > 0)
        {
            var red = await LookAsync(slot.Date, cancellationToken);
            if (red.Count > 0)
            {
                await alerts.TellAsync(Alert.OfChecks(newsletter.Name, slot.Date, red), cancellationToken);
            }
            else
            {
                Well(slot.Date);
            }

            // The alert is sent before it is recorded, so that a crash between the two sends it twice instead of never.
            await book.TakeAsync(due, now, red, cancellationToken);
        }
        else if (readiness.Red.Count > 0 && now - _lookedAt >= AgainWhileRed)
        {
            await LookAgainAsync(slot.Date, cancellationToken);
        }
    }

    /// <summary>
    /// Looks again because something was red. Checks of a single slot count only while it is the slot of the last
    /// look; a later slot is looked at when its own look is due.
    /// </summary>
    private async Task LookAgainAsync(DateOnly slotDate, CancellationToken cancellationToken)
    {
        var isSameSlot = slotDate == _lookedFor;
        var red = (await DoctorAsync(cancellationToken))
            .Where(check => isSameSlot || !OfOneSlot.Contains(check.Name))
            .ToList();
        readiness.Red = red;
        if (red.Count == 0)
        {
            Fixed();
        }
    }

    private async Task<IReadOnlyList<Check>> LookAsync(DateOnly slotDate, CancellationToken cancellationToken)
    {
        var red = await DoctorAsync(cancellationToken);
        _lookedFor = slotDate;
        return readiness.Red = red;
    }

    private async Task<IReadOnlyList<Check>> DoctorAsync(CancellationToken cancellationToken)
    {
        _lookedAt = Clock.GetUtcNow();
        return [.. (await doctor.RunAsync(cancellationToken)).Where(check => check.State is CheckState.Red)];
    }

    /// <summary>
    /// Tells of each dispatch that is over, of all missed slots at once, and calls the heartbeat where all is well.
    /// </summary>
    private async Task SummarizeAsync(CancellationToken cancellationToken)
    {
        List<DispatchSummary> missed = [];
        foreach (var id in await book.UntoldAsync(Clock.GetUtcNow(), cancellationToken))
        {
            if (await dispatches.FindAsync(id, cancellationToken) is not { } dispatch)
            {
                continue;
            }

            var summary = DispatchSummary.Of(
                dispatch,
                await ledger.CountsAsync(id, cancellationToken),
                await book.DeferredOnceAsync(id, cancellationToken),
                await speeds.ReadAsync(id, cancellationToken)
            );
            if (summary.Ended is DispatchState.Missed)
            {
                missed.Add(summary);
                continue;
            }

            await alerts.TellAsync(Alert.OfDispatch(newsletter.Name, summary), cancellationToken);
            if (summary.State is not CheckState.Red && readiness.Red.All(check => OfOneSlot.Contains(check.Name)))
            {
                await alerts.BeatAsync(cancellationToken);
            }

            await book.ToldAsync(id, Clock.GetUtcNow(), cancellationToken);
        }

        if (missed.Count > 0)
        {
            missed.Sort((one, other) => one.SlotDate.CompareTo(other.SlotDate));
            await alerts.TellAsync(
                missed is [var single]
                    ? Alert.OfDispatch(newsletter.Name, single)
                    : Alert.OfMissed(newsletter.Name, missed),
                cancellationToken
            );
            foreach (var one in missed)
            {
                await book.ToldAsync(one.Id, Clock.GetUtcNow(), cancellationToken);
            }
        }
    }

    [LoggerMessage(8010, LogLevel.Information, "All is well for the issue of {SlotDate}")]
    private partial void Well(DateOnly slotDate);

    [LoggerMessage(8011, LogLevel.Information, "What was red is fixed")]
    private partial void Fixed();

    [LoggerMessage(8012, LogLevel.Error, "Cannot look whether all is well: {Problem}")]
    private partial void CannotLook(string problem);
}
