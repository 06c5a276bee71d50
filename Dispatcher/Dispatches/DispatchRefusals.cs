using System.Globalization;
using Newsletter.Dispatcher.Calendar;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// Says why a dispatch does not allow what a person wants of it, on the command line and on the desk. Pure.
/// Tests: DispatchCommandTests.
/// </summary>
internal sealed class DispatchRefusals(SlotCalendar calendar)
{
    /// <summary>Why the dispatch's state does not allow a verb.</summary>
    /// <param name="verb">For example <c>pause</c>.</param>
    public string Of(Dispatch dispatch, string verb, DateTimeOffset now)
    {
        var name = DispatchWords.Name(dispatch);
        return dispatch.State switch
        {
            DispatchState.Done => $"{name} is done already; there is nothing to {verb}.",
            DispatchState.Stopped =>
                $"{name} was stopped{(dispatch.Reason is { } reason ? $" ({reason})" : "")}; nothing more of it "
                    + "is sent.",
            DispatchState.Paused when now >= dispatch.CutOffAt =>
                $"{name} is stale since {Local(dispatch.CutOffAt)}; nothing more of it is sent.",
            DispatchState.Paused => $"{name} is paused already: {dispatch.Reason}",
            DispatchState.Sending => $"{name} is being sent already; there is nothing to {verb}.",
            _ => $"{name} is {dispatch.State.Word()}: nothing of it was sent, so there is nothing to {verb}.",
        };
    }

    /// <summary>Why nothing of the dispatch can be sent again; null when it can.</summary>
    public string? OfResend(Dispatch dispatch, DateTimeOffset now)
    {
        var name = DispatchWords.Name(dispatch);
        return UncertainDeliveries.MayResend(dispatch, now) ? null
            : now >= dispatch.CutOffAt
                ? $"{name} is stale since {Local(dispatch.CutOffAt)}; nothing more of it is sent."
            : $"{name} is {dispatch.State.Word()}; nothing more of it is sent.";
    }

    /// <summary>An instant as the newsletter's clocks show it.</summary>
    public string Local(DateTimeOffset instant) =>
        calendar.ToLocal(instant).ToString("ddd HH:mm", CultureInfo.InvariantCulture);
}
