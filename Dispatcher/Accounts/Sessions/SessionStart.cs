namespace Newsletter.Dispatcher.Accounts.Sessions;

/// <summary>Whence and how a session is opened.</summary>
/// <param name="Network">The network of the browser, shortened.</param>
/// <param name="Agent">What the browser calls itself; it may be anything.</param>
internal sealed record SessionStart(SessionWay Way, string Network, string Agent);
