namespace Newsletter.Dispatcher.Delivery;

/// <summary>What became of one copy. Tests: TestCommandTests.</summary>
/// <param name="Relay">Where it went, or should have gone.</param>
/// <param name="Reply">The relay's words, or why it was not sent.</param>
internal sealed record TestMailResult(bool IsSent, string Relay, string Reply);
