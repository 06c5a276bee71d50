namespace Newsletter.Dispatcher.Relays;

/// <summary>A relay of a pool.</summary>
/// <param name="Weight">Its part of the connections against the others', from 1.</param>
internal sealed record WeightedRelay(ITransport Transport, int Weight);
