using System.Runtime.ExceptionServices;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Runs work that takes no cancellation token and may recurse deeply: on its own thread, with a large stack and a time
/// limit.
/// Tests: IssueBodyTests.
/// </summary>
internal static class Watchdog
{
    /// <summary>
    /// Enough for the deepest document that <see cref="MarkdownShape"/> allows; the default is 1.5 to 8 MB.
    /// </summary>
    private const int StackBytes = 16 * 1024 * 1024;

    /// <summary>
    /// The work's result, or null when it did not end in time. Then its thread goes on without effect, because a thread
    /// cannot be stopped.
    /// </summary>
    public static T? Run<T>(Func<T> work, TimeSpan limit)
        where T : class
    {
        T? result = null;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(Body, StackBytes) { IsBackground = true, Name = "watchdog" };
        thread.Start();
        if (!thread.Join(limit))
        {
            return null;
        }

        failure?.Throw();
        return result;

        void Body()
        {
            try
            {
                result = work();
            }
#pragma warning disable CA1031 // An exception that leaves a thread ends the process; the caller gets it instead.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        }
    }
}
