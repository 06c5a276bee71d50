using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Newsletter.Dispatcher.Text;

/// <summary>
/// The form of our log for a log store: one object a line with <c>at</c>, <c>level</c>, <c>id</c>, <c>part</c> and
/// <c>message</c>, and <c>error</c> where there is one. Tests: LogFormTests.
/// </summary>
internal sealed class JsonLines(TimeProvider clock) : ConsoleFormatter(FormatName)
{
    public const string FormatName = "json-lines";

    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public override void Write<TState>(
        in LogEntry<TState> logEntry,
        IExternalScopeProvider? scopeProvider,
        TextWriter textWriter
    )
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Form))
        {
            json.WriteStartObject();
            json.WriteString(
                "at",
                clock.GetLocalNow().ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture)
            );
            json.WriteString("level", Level(logEntry.LogLevel));
            json.WriteNumber("id", logEntry.EventId.Id);
            json.WriteString("part", logEntry.Category);
            json.WriteString("message", LogText.Clean(LogLines.Message(logEntry)));
            if (logEntry.Exception is { } error)
            {
                json.WriteString("error", LogText.Clean(LogLines.Errors(error)).TrimStart());
            }

            json.WriteEndObject();
        }

        textWriter.WriteLine(System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private static string Level(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warning",
            LogLevel.Error => "error",
            _ => "critical",
        };
}
