using System.Reflection;

namespace Newsletter.Dispatcher.Text;

/// <summary>The version of the program, as <c>--version</c> prints it. Tests: VersionTests.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } =
        typeof(ProgramVersion)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion
        ?? "unknown";
}
