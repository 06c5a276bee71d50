using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Health;

/// <summary>Everything that the desk shows of one dispatch, read at one moment. Tests: LiveDispatchesTests.</summary>
/// <param name="State">How far it is, and when it will end.</param>
/// <param name="Numbers">By state, cause and domain; a little older than <paramref name="State"/> while it is
/// sent.</param>
/// <param name="Waves">In the order of their instants; empty for a dispatch without waves.</param>
/// <param name="ByRelay">What each relay answered.</param>
/// <param name="Relays">How each relay is now.</param>
/// <param name="Curve">Null before the first delivery went out.</param>
/// <param name="At">When it was read.</param>
internal sealed record DispatchReading(
    SendState State,
    DispatchNumbers Numbers,
    IReadOnlyList<WaveCounts> Waves,
    IReadOnlyList<RelayNumbers> ByRelay,
    IReadOnlyList<RelayState> Relays,
    SendCurve? Curve,
    DateTimeOffset At
)
{
    public Dispatch Dispatch => State.Dispatch;
}
