using System.Text.Json;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>
/// Records every complete message in the order in which its end came, to find lost and duplicate ones. A message is
/// recorded before the reply to the dot, so what a client saw as accepted is always here, even after the client's
/// death.
/// </summary>
internal sealed class SmtpJournal(string? path) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<SmtpMessage> _messages = [];
    private readonly FileStream? _file = path is null
        ? null
        : new(path, FileMode.Append, FileAccess.Write, FileShare.Read);

    private int _accepted;

    public IReadOnlyList<SmtpMessage> Messages
    {
        get
        {
            lock (_lock)
            {
                return [.. _messages];
            }
        }
    }

    public int AcceptedCount => Volatile.Read(ref _accepted);

    /// <summary>The lines of a journal file, even if its server still writes it.</summary>
    public static IReadOnlyList<JournalLine> Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => JsonSerializer.Deserialize<JournalLine>(line)!)];
    }

    /// <summary>Returns when the message is on disk, if there is a file.</summary>
    public void Add(SmtpMessage message)
    {
        lock (_lock)
        {
            Write(message);
            _messages.Add(message);
            Volatile.Write(ref _accepted, _accepted + (message.IsAccepted ? 1 : 0));
        }
    }

    public void Dispose() => _file?.Dispose();

    private void Write(SmtpMessage message)
    {
        if (_file is null)
        {
            return;
        }

        var line = new JournalLine(
            message.Connection,
            message.Number,
            message.From,
            [.. message.Recipients],
            message.ReplyCode,
            message.At,
            message.Parse().MessageId
        );
        _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(line), (byte)'\n']);
        _file.Flush(flushToDisk: true);
    }
}
