using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// The words for the state of a delivery and of a mail, as they stand in the database and on screen.
/// Tests: UncertainDeliveriesTests.
/// </summary>
internal static class DeliveryStates
{
    public static readonly EnumWords<DeliveryState> Words = new(
        (DeliveryState.Pending, "pending"),
        (DeliveryState.Sending, "sending"),
        (DeliveryState.Sent, "sent"),
        (DeliveryState.Deferred, "deferred"),
        (DeliveryState.Failed, "failed"),
        (DeliveryState.Skipped, "skipped"),
        (DeliveryState.Expired, "expired"),
        (DeliveryState.Uncertain, "uncertain")
    );

    public static string Word(this DeliveryState state) => Words.Of(state);

    /// <summary>True when nothing more will be done about a delivery by itself.</summary>
    public static bool IsSettled(DeliveryState state) =>
        state is not (DeliveryState.Pending or DeliveryState.Sending or DeliveryState.Deferred);
}
