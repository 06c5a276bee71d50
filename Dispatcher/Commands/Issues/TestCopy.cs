namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>What <c>issue test --json</c> says of one copy.</summary>
/// <param name="As">The reader.</param>
/// <param name="Reply">The relay's words, or why it was not sent.</param>
internal sealed record TestCopy(string To, string As, bool Sent, string Relay, string Reply);
