using System.Text.Json;
using MimeKit;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>A message that came in to its last byte.</summary>
/// <param name="Connection">Number of the connection, from 1.</param>
/// <param name="Number">Number of the MAIL command on that connection, from 1.</param>
/// <param name="ReplyCode">What the dot is answered with: the code of the scripted or usual reply, 0 where none is said in full.</param>
/// <param name="Raw">The body's bytes with dots un-stuffed, every line end as it came.</param>
internal sealed record SmtpMessage(
    int Connection, int Number, string From, IReadOnlyList<string> Recipients, int ReplyCode, DateTimeOffset At, byte[] Raw)
{
    /// <summary>The server took responsibility (2yz, RFC 5321 4.2.1).</summary>
    public bool IsAccepted => ReplyCode / 100 == 2;

    public MimeMessage Parse()
    {
        using var stream = new MemoryStream(Raw);
        return MimeMessage.Load(stream);
    }
}

/// <summary>One line of a journal file.</summary>
internal sealed record JournalLine(int Connection, int Number, string From, string[] Recipients, int ReplyCode, DateTimeOffset At, string? MessageId);

/// <summary>
/// The judge of losses and duplicates: every complete message in the order in which its end came. It is written before
/// the reply to the dot, so what a client saw accepted is always here, and it survives the client's death.
/// </summary>
internal sealed class SmtpJournal(string? path) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<SmtpMessage> _messages = [];
    private readonly FileStream? _file = path is null ? null : new(path, FileMode.Append, FileAccess.Write, FileShare.Read);

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

    /// <summary>The lines of a journal file, also of one whose server still writes.</summary>
    public static IReadOnlyList<JournalLine> Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => JsonSerializer.Deserialize<JournalLine>(line)!)];
    }

    /// <summary>Returns when the message is on disk, where a file is asked for.</summary>
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
            message.Connection, message.Number, message.From, [.. message.Recipients], message.ReplyCode, message.At, message.Parse().MessageId);
        _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(line), (byte)'\n']);
        _file.Flush(flushToDisk: true);
    }
}
