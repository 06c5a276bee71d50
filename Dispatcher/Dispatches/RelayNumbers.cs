namespace Newsletter.Dispatcher.Dispatches;

/// <summary>What one relay answered to the messages of a dispatch. Tests: DispatchRelayTableTests.</summary>
/// <param name="Relay">Its name, as the settings and the log say it.</param>
internal sealed record RelayNumbers(string Relay, long Accepted, long Deferred, long Refused);
