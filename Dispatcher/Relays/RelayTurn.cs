namespace Newsletter.Dispatcher.Relays;

/// <summary>The right to make one attempt.</summary>
/// <param name="Relay">Index of the relay.</param>
/// <param name="Era">The relay's era when the attempt began.</param>
/// <param name="WasReady">True when it needs no new connection.</param>
/// <param name="At">When the attempt began.</param>
internal readonly record struct RelayTurn(int Relay, TurnKind Kind, int Era, bool WasReady, TimeSpan At = default);
