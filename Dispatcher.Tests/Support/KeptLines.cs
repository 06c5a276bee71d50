using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>Keeps the log of a whole service, as <see cref="LogLines"/> writes it to the console.</summary>
internal sealed class KeptLines(TimeProvider clock) : ILoggerProvider
{
    private readonly LogLines _form = new(clock);
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose() { }

    private sealed class Category(KeptLines kept, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            using var text = new StringWriter { NewLine = "\n" };
            kept._form.Write(
                new LogEntry<TState>(logLevel, name, eventId, state, exception, formatter),
                scopeProvider: null,
                text
            );
            kept._lines.Enqueue(text.ToString()[..^1]);
        }
    }
}
