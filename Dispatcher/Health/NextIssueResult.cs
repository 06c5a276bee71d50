namespace Newsletter.Dispatcher.Health;

/// <summary>What was found about the next issue.</summary>
/// <param name="Recipients">Who would get it now.</param>
/// <param name="LargestMessage">Octets of the largest of their messages.</param>
internal sealed record NextIssueResult(Check Check, long Recipients = 0, long LargestMessage = 0);
