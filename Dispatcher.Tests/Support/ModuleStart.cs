using System.Runtime.CompilerServices;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// Registers what the program registers at its start, because a test may read a mail before it uses the program.
/// </summary>
internal static class ModuleStart
{
    [ModuleInitializer]
    internal static void Register() => OldCharsets.Register();
}
