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
            .Append(clock.GetLocalNow().ToString("yyyy-MM-ddTHH:mm:sszzz ", CultureInfo.InvariantCulture))
            .Append(Word(logEntry.LogLevel))
            .Append(": ")
            .Append(Text(logEntry));
        textWriter.WriteLine(LogText.Clean(line.ToString()));
    }

    /// <summary>A record without its time and level: the part of the program, the event, and what it says.</summary>
    public static string Text<TState>(LogEntry<TState> entry) =>
        $"{entry.Category}[{entry.EventId.Id}] {Message(entry)}{Errors(entry.Exception)}";

    /// <summary>An exception and those inside it, each with a blank before it; empty where there is none.</summary>
    public static string Errors(Exception? exception)
    {
        var text = new StringBuilder();
        for (var error = exception; error is not null; error = error.InnerException)
        {
            text.Append(CultureInfo.InvariantCulture, $" {error.GetType()}: {LogText.Clip(error.Message)}");
            text.Append(error.StackTrace);
        }

        return text.ToString();
    }

    /// <summary>What a record says, where a library of others may quote a stranger only so far.</summary>
    public static string Message<TState>(LogEntry<TState> entry)
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

    public static string Word(LogLevel level) =>
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
