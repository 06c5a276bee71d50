using Newsletter.Dispatcher.Commands;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>The built program as a separate process, for tests of its exit status, its signals and its death.</summary>
internal static class DispatcherProcess
{
    /// <summary>The program of the same build as these tests, Debug or Release.</summary>
    public static string Program { get; } = FindProgram();

    /// <param name="folder">Working folder, which is where the program looks for appsettings.json first.</param>
    /// <param name="environment">Settings such as <c>Delivery__Method</c>.</param>
    /// <param name="under">A program with arguments that runs it, for example strace; signals then go to that
    /// program.</param>
    public static ChildProcess Start(
        string folder,
        string[] arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        string[]? under = null
    )
    {
        string[] words = [.. under ?? [], "dotnet", Program, .. arguments];
        return ChildProcess.Start(words[0], words[1..], folder, environment);
    }

    /// <summary>
    /// bin/Dispatcher/debug beside bin/Dispatcher.Tests/debug: the copy among the tests' files would run with the
    /// tests' versions of the libraries.
    /// </summary>
    private static string FindProgram()
    {
        var tests = new FileInfo(typeof(DispatcherProcess).Assembly.Location).Directory!;
        var program = typeof(Cli).Assembly.GetName().Name;
        return Path.Combine(tests.Parent!.Parent!.FullName, "Dispatcher", tests.Name, $"{program}.dll");
    }
}
