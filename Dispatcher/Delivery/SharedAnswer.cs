namespace Newsletter.Dispatcher.Delivery;

/// <summary>An answer that all or most of those had who were tried.</summary>
/// <param name="Relay">Index of the relay that gave it.</param>
/// <param name="IsHard">5yz: only a person can mend it.</param>
/// <param name="Count">How many had it.</param>
internal sealed record SharedAnswer(int Relay, string Reply, bool IsHard, int Count);
