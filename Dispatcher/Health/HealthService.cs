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
    DueLooks looks,
    SummaryAlerts summaries,
    ApprovalLetters approvals,
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
        if (await looks.FindAsync(now, cancellationToken) is not { SlotDate: var slotDate, Looks: var due })
        {
            return;
        }

        if (due.Count > 0)
        {
            var red = await LookAsync(slotDate, cancellationToken);
            if (red.Count > 0)
            {
                await alerts.TellAsync(Alert.OfChecks(newsletter.Name, slotDate, red), cancellationToken);
            }
            else
            {
                Well(slotDate);
            }

            if (due.Any(look => look.Kind is LookKind.Evening))
            {
                await approvals.SendAsync(slotDate, cancellationToken);
            }

            // The alert is sent before it is recorded, so that a crash between the two sends it twice instead of never.
            await book.TakeAsync(due, now, red, cancellationToken);
        }
        else if (readiness.Red.Count > 0 && now - _lookedAt >= AgainWhileRed)
        {
            await LookAgainAsync(slotDate, cancellationToken);
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

    private Task SummarizeAsync(CancellationToken cancellationToken) =>
        summaries.TellAsync(readiness.Red.All(check => OfOneSlot.Contains(check.Name)), cancellationToken);

    [LoggerMessage(8010, LogLevel.Information, "All is well for the issue of {SlotDate}")]
    private partial void Well(DateOnly slotDate);

    [LoggerMessage(8011, LogLevel.Information, "What was red is fixed")]
    private partial void Fixed();

    [LoggerMessage(8012, LogLevel.Error, "Cannot look whether all is well: {Problem}")]
    private partial void CannotLook(string problem);
}
