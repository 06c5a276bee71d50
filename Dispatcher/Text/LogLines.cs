using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Newsletter.Dispatcher.Text;

/// <summary>
/// The form of our log: one line a record, without control characters. What the libraries below us quote, and the
/// message of an exception, may be a stranger's text, so a line holds <see cref="LogText.Longest"/> characters of each.
/// </summary>
internal sealed class LogLines(TimeProvider clock) : ConsoleFormatter(FormatName)
{
    public const string FormatName = "lines";

    private const string Ours = "Newsletter.";

    /// <inheritdoc/>
    public override void Write<TState>(
        in LogEntry<TState> logEntry,
        IExternalScopeProvider? scopeProvider,
        TextWriter textWriter
    )
    {
        var line = new StringBuilder()
            .Append(clock.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss ", CultureInfo.InvariantCulture))
            .Append(Word(logEntry.LogLevel))
            .Append(CultureInfo.InvariantCulture, $": {logEntry.Category}[{logEntry.EventId.Id}] ")
            .Append(Message(logEntry));
        for (var error = logEntry.Exception; error is not null; error = error.InnerException)
        {
            line.Append(CultureInfo.InvariantCulture, $" {error.GetType()}: {LogText.Clip(error.Message)}");
            line.Append(error.StackTrace);
        }

        textWriter.WriteLine(LogText.Clean(line.ToString()));
    }

    private static string Message<TState>(LogEntry<TState> entry)
    {
        var message = entry.Formatter(entry.State, entry.Exception);
        if (
            entry.Category.StartsWith(Ours, StringComparison.Ordinal)
            || entry.State is not IEnumerable<KeyValuePair<string, object?>> values
        )
        {
            return message;
        }

        foreach (var (name, value) in values)
        {
            if (name != "{OriginalFormat}" && value?.ToString() is { Length: > LogText.Longest } text)
            {
                message = message.Replace(text, LogText.Clip(text), StringComparison.Ordinal);
            }
        }

        return message;
    }

    private static string Word(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "trce",
            LogLevel.Debug => "dbug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "fail",
            _ => "crit",
        };
}
