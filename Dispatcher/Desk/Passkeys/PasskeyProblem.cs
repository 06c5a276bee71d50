namespace Newsletter.Dispatcher.Desk.Passkeys;

/// <summary>What the script shows when a passkey is refused. Tests: PasskeyTests.</summary>
/// <param name="Problem">What is wrong and what to do.</param>
internal sealed record PasskeyProblem(string Problem);
