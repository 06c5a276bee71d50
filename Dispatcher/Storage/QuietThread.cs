using System.Runtime.InteropServices;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// A thread of its own for long work beside the sending, such as a backup. On Linux it gets a processor only when
/// nothing else wants one.
/// Tests: OnlineCopyTests.
/// </summary>
internal static class QuietThread
{
    private const int OfThread = 0;
    private const int ThisThread = 0;
    private const int LowestPriority = 19;

    /// <summary>Runs <paramref name="work"/> to its end; its exceptions come through.</summary>
    public static Task RunAsync(string name, Action work, CancellationToken cancellationToken)
    {
        var task = new Task(work, cancellationToken, TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            StepBack();
            task.RunSynchronously(TaskScheduler.Default);
        })
        {
            Name = name,
            IsBackground = true,
        }.Start();
        return task;
    }

    /// <summary>On Linux the priority is a thread's own, which .NET does not set there.</summary>
    private static void StepBack()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = setpriority(OfThread, ThisThread, LowestPriority);
        }
    }

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int setpriority(int which, int who, int priority);
}
