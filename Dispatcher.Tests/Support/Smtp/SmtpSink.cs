using MimeKit;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>
/// Postfix's smtp-sink as an independent server: it accepts every message and writes each to a file. Its flags make it
/// refuse, stall or hang up, for example <c>-r RCPT</c> or <c>-q DATA</c> (smtp-sink(1)).
/// </summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private const string Program = "/usr/sbin/smtp-sink";

    private readonly TestFolder _folder = new();
    private readonly ChildProcess _process;

    private SmtpSink(string[] flags)
    {
        Port = Peer.FreePort();
        _folder.LetOthersWrite();
        string[] user = Environment.IsPrivilegedProcess ? ["-u", "nobody"] : [];
        _process = ChildProcess.Start(
            Program,
            [.. user, .. flags, "-d", _folder.File("message."), $"127.0.0.1:{Port}", "100"]
        );
    }

    /// <summary>Why it cannot run here; null when it can.</summary>
    public static string? Missing => Peer.Missing(Program);

    public int Port { get; }

    /// <summary>Starts it and waits until it answers; ignores the test when it is not installed.</summary>
    public static async Task<SmtpSink> StartAsync(params string[] flags)
    {
        Peer.Require(Missing);
        var sink = new SmtpSink(flags);
        try
        {
            await Peer.WaitForGreetingAsync(sink.Port, TimeSpan.FromSeconds(30));
        }
        catch (TimeoutException e)
        {
            await sink.DisposeAsync();
            throw new TimeoutException($"{e.Message} smtp-sink printed: {sink._process.Error}", e);
        }

        return sink;
    }

    /// <summary>How many messages it has begun to write.</summary>
    public int Begun => Directory.EnumerateFiles(_folder.Path).Count();

    /// <summary>The written messages, in no order; a message in transfer may be among them, incomplete.</summary>
    public IReadOnlyList<SinkMessage> Messages() =>
        [.. Directory.EnumerateFiles(_folder.Path).Where(file => new FileInfo(file).Length > 0).Select(Read)];

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static SinkMessage Read(string path)
    {
        var message = MimeMessage.Load(path);
        return new(
            Address(message.Headers["X-Mail-Args"]!),
            [.. message.Headers.Where(header => header.Field == "X-Rcpt-Args").Select(header => Address(header.Value))],
            message
        );
    }

    /// <summary>The address in angle brackets; parameters may follow it.</summary>
    private static string Address(string arguments) => arguments[(arguments.IndexOf('<') + 1)..arguments.IndexOf('>')];
}
