using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Newsletter.Dispatcher.Text;

/// <summary>
/// The form of our log for systemd's journal: the level as <c>&lt;4&gt;</c>, which the journal reads (sd-daemon(3)),
/// and no time, because the journal has its own. Otherwise as <see cref="LogLines"/>. Tests: LogFormTests.
/// </summary>
internal sealed class JournalLines() : ConsoleFormatter(FormatName)
{
    public const string FormatName = "journal-lines";

    /// <inheritdoc/>
    public override void Write<TState>(
        in LogEntry<TState> logEntry,
        IExternalScopeProvider? scopeProvider,
        TextWriter textWriter
    )
    {
        var level = logEntry.LogLevel switch
        {
            LogLevel.Trace or LogLevel.Debug => '7',
            LogLevel.Information => '6',
            LogLevel.Warning => '4',
            LogLevel.Error => '3',
            _ => '2',
        };
        textWriter.WriteLine($"<{level}>{LogText.Clean(LogLines.Text(logEntry))}");
    }
}
