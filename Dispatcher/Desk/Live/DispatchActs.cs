using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Desk.Live;

/// <summary>What a person can do with a dispatch now. Pure.</summary>
internal static class DispatchActs
{
    /// <summary>The ways to the pages that say what each will do; the last part of each is the verb.</summary>
    public static IEnumerable<(string Verb, string Title, bool IsGrave)> Of(
        Dispatch dispatch,
        ProgressCounts counts,
        DateTimeOffset now
    )
    {
        if (dispatch.State is DispatchState.Sending)
        {
            yield return ("pause", "Pause", false);
        }

        if (dispatch.State is DispatchState.Paused && now < dispatch.CutOffAt)
        {
            yield return ("resume", "Resume", false);
        }

        if (
            dispatch is { Kind: DispatchKind.Issue, IssueSlug: not null }
            && (dispatch.IsOpen || dispatch.State is DispatchState.Done or DispatchState.Stopped)
        )
        {
            yield return ("correct", "Correct", false);
        }

        if (counts.Uncertain > 0)
        {
            yield return ("resolve", "Resolve the uncertain", false);
        }

        if (counts.Failed > 0 && UncertainDeliveries.MayResend(dispatch, now))
        {
            yield return ("resend", "Send again to the failed", false);
        }

        if (dispatch.IsOpen)
        {
            yield return ("stop", "Stop for good", true);
        }
    }
}
