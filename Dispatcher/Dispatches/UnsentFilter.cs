namespace Newsletter.Dispatcher.Dispatches;

/// <summary>Which of the readers who did not get an issue. Tests: UnsentDeliveriesTests.</summary>
/// <param name="State">Null for every state in which a reader did not get it.</param>
/// <param name="Cause">The word of a <see cref="Relays.RefusalCause"/>; null for every cause.</param>
/// <param name="Domain">The recipients' domain; null for every domain.</param>
internal sealed record UnsentFilter(DeliveryState? State = null, string? Cause = null, string? Domain = null)
{
    /// <summary>Readers whom a relay refused for good: the only ones who can be sent to again by hand.</summary>
    public static readonly UnsentFilter Failed = new(DeliveryState.Failed);
}
