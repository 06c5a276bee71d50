using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// The words for a dispatch's state, as they stand in the database and on screen.
/// Tests: LedgerTests.
/// </summary>
internal static class DispatchStates
{
    public static readonly EnumWords<DispatchState> Words = new(
        (DispatchState.Scheduled, "scheduled"),
        (DispatchState.Sending, "sending"),
        (DispatchState.Paused, "paused"),
        (DispatchState.Done, "done"),
        (DispatchState.Stopped, "stopped"),
        (DispatchState.Missed, "missed")
    );

    public static string Word(this DispatchState state) => Words.Of(state);
}
