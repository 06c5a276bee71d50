using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Tells how each dispatch went when it is over, and of slots on which nothing was sent.
/// Tests: HealthServiceTests.
/// </summary>
internal sealed class SummaryAlerts(
    HealthTable book,
    Alerts alerts,
    DispatchStore dispatches,
    Ledger ledger,
    LastDispatch speeds,
    NewsletterSettings newsletter,
    TimeProvider clock
)
{
    /// <summary>
    /// Tells of each dispatch that is over, of all missed slots at once, and calls the heartbeat where all is well.
    /// </summary>
    /// <param name="isWell">False when a check of more than one slot is red; then the heartbeat is not called.</param>
    public async Task TellAsync(bool isWell, CancellationToken cancellationToken)
    {
        List<DispatchSummary> missed = [];
        foreach (var id in await book.UntoldAsync(clock.GetUtcNow(), cancellationToken))
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
            if (summary.State is not CheckState.Red && isWell)
            {
                await alerts.BeatAsync(cancellationToken);
            }

            await book.ToldAsync(id, clock.GetUtcNow(), cancellationToken);
        }

        if (missed.Count > 0)
        {
            await TellMissedAsync(missed, cancellationToken);
        }
    }

    /// <param name="missed">At least one.</param>
    private async Task TellMissedAsync(List<DispatchSummary> missed, CancellationToken cancellationToken)
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
            await book.ToldAsync(one.Id, clock.GetUtcNow(), cancellationToken);
        }
    }
}
