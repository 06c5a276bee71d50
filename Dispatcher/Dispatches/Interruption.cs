using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// A dispatch that is <c>sending</c> in the ledger while no process holds the database: the one that sent it was
/// stopped or has died. What is left of it goes out when a process goes on with it. Pure.
/// Tests: DispatchCommandTests.
/// </summary>
internal static class Interruption
{
    /// <summary>Shown in place of <c>sending</c>. It never stands in the database.</summary>
    private const string Interrupted = "interrupted";

    /// <param name="owner">Who sends from the database; null when no process does.</param>
    public static bool Is(Dispatch dispatch, OwnerRow? owner) =>
        owner is null && dispatch.State is DispatchState.Sending;

    /// <summary>The word for a dispatch's state that people and programs are shown.</summary>
    public static string State(Dispatch dispatch, bool isInterrupted) =>
        isInterrupted ? Interrupted : dispatch.State.Word();

    /// <summary>What goes on with a dispatch, in a sentence without its end.</summary>
    public static string GoesOnWith(Dispatch dispatch) =>
        $"dispatcher send issues/{dispatch.IssueSlug}.md or dispatcher run goes on with it";

    /// <summary>Who takes up what a person changed about a dispatch, in a sentence.</summary>
    /// <param name="owner">Who sends from the database; null when no process does.</param>
    public static string WhoSends(Dispatch dispatch, OwnerRow? owner) =>
        owner is not null
            ? $"Process {owner.ProcessId}{(owner.Host == Environment.MachineName ? "" : $" on {owner.Host}")} sends "
                + "from this database and sees it within seconds."
            : $"No process sends from this database now; {GoesOnWith(dispatch)}.";
}
