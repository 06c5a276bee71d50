using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using static Newsletter.Dispatcher.Tests.Support.Smtp.SmtpAction;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>The bytes of one session: reads, performs the steps of a script, and keeps the dialog.</summary>
internal sealed class SmtpWire : IDisposable
{
    private readonly Socket _socket;
    private readonly SmtpServerOptions _options;
    private readonly ConcurrentQueue<string> _dialog;
    private Stream _stream;

    public SmtpWire(Socket socket, SmtpServerOptions options, ConcurrentQueue<string> dialog)
    {
        (_socket, _options, _dialog) = (socket, options, dialog);
        socket.NoDelay = true;
        _stream = new NetworkStream(socket, ownsSocket: true);
        Reader = new SmtpReader(_stream);
    }

    public SmtpReader Reader { get; private set; }

    /// <summary>False once the script has ended the connection.</summary>
    public bool IsOpen { get; private set; } = true;

    public bool IsSecure { get; private set; }

    /// <summary>
    /// Performs the handshake. Clear text that was pipelined before it must not count (RFC 3207 4.2), so a new reader
    /// drops it.
    /// </summary>
    public async Task StartTlsAsync(CancellationToken stop)
    {
        var tls = new SslStream(_stream);
        _stream = tls;
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = _options.Certificate,
                EnabledSslProtocols = _options.TlsVersions,
            },
            stop
        );
        IsSecure = true;
        Reader = new SmtpReader(tls);
        _dialog.Enqueue($"-- {tls.SslProtocol}");
    }

    /// <summary>Performs the steps in order, until the connection ends.</summary>
    public async Task PerformAsync(IReadOnlyList<SmtpAction> steps, CancellationToken stop)
    {
        foreach (var step in steps.TakeWhile(_ => IsOpen))
        {
            await PerformAsync(step, stop);
        }
    }

    private Task PerformAsync(SmtpAction step, CancellationToken stop) =>
        step switch
        {
            Say say => SayAsync(say, stop),
            Idle idle => Task.Delay(idle.Delay, _options.Clock, stop),
            Take take => Reader.BufferAsync(take.Count, stop),
            Hold hold => hold.Signal().WaitAsync(stop),
            Callback callback => Task.Run(callback.Action, CancellationToken.None),
            Endless => Task.Delay(Timeout.InfiniteTimeSpan, _options.Clock, stop),
            End { IsReset: true } => ResetAsync(),
            End => CloseAsync(stop),
            _ => throw new ArgumentException($"No way to do {step}.", nameof(step)),
        };

    private async Task SayAsync(Say say, CancellationToken stop)
    {
        foreach (var line in Encoding.Latin1.GetString(say.Bytes).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            _dialog.Enqueue($"S: {line}");
        }

        var bytesAtOnce = say.BytesAtOnce > 0 ? say.BytesAtOnce : say.Bytes.Length;
        for (var from = 0; from < say.Bytes.Length; from += bytesAtOnce)
        {
            await _stream.WriteAsync(say.Bytes.AsMemory(from, Math.Min(bytesAtOnce, say.Bytes.Length - from)), stop);
            if (say.Pause > TimeSpan.Zero)
            {
                await Task.Delay(say.Pause, _options.Clock, stop);
            }
        }
    }

    private Task ResetAsync()
    {
        _dialog.Enqueue("-- RST");
        IsOpen = false;
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Sends FIN. Incoming bytes are read first, because closing with unread bytes would send RST instead.
    /// </summary>
    private async Task CloseAsync(CancellationToken stop)
    {
        _dialog.Enqueue("-- FIN");
        IsOpen = false;
        _socket.Shutdown(SocketShutdown.Send);
        await Reader.DrainAsync(stop);
    }

    public void Dispose() => _stream.Dispose();
}
