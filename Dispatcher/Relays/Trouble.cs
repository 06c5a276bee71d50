namespace Newsletter.Dispatcher.Relays;

/// <summary>Why a relay, or the pickup folder, cannot be used.</summary>
/// <param name="Message">One line for an operator: what, where, what to do.</param>
internal sealed record Trouble(TroubleKind Kind, string Message);
