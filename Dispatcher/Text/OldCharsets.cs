using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Newsletter.Dispatcher.Text;

/// <summary>
/// ISO-2022-JP, Windows-1251 and other charsets of old mails, which .NET knows only after they are registered.
/// </summary>
/// <remarks>
/// They are registered before any other code runs: MimeKit remembers for the life of the process that it did not find a
/// charset, so a mail that is read before would make all later mails of that charset unreadable. Tests:
/// OldCharsetsTests.
/// </remarks>
internal static class OldCharsets
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The order matters, see the remarks.")]
    internal static void Register() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
}
