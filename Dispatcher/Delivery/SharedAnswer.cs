namespace Newsletter.Dispatcher.Delivery;

/// <summary>An answer that all recipients, or most of them, got.</summary>
/// <param name="Relay">Index of the relay that gave it.</param>
/// <param name="IsHard">True for 5yz: only a person can fix the cause.</param>
/// <param name="Count">How many recipients got it.</param>
internal sealed record SharedAnswer(int Relay, string Reply, bool IsHard, int Count);
