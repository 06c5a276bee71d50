namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>What an operator says became of uncertain deliveries, and where that can be read.</summary>
/// <param name="IsSent">They arrived.</param>
/// <param name="IsResend">They are sent again; with logs, those that the relay never took.</param>
/// <param name="Logs">Files of the relay's log, <c>-</c> for standard input; empty when no log is asked.</param>
internal sealed record ResolveRequest(bool IsSent, bool IsResend, IReadOnlyList<string> Logs)
{
    /// <summary>False when it says nothing, or two things at once.</summary>
    public bool IsClear => IsSent != (IsResend || Logs.Count > 0);
}
