using System.Net;
using System.Net.Sockets;
using MailKit;
using MimeKit;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// One connection to a relay: opened at the first message, kept, renewed after a fault or a number of messages.
/// Tests: RelayPoolTests.
/// </summary>
/// <remarks><see cref="SmtpFaults"/> says what its faults mean.</remarks>
internal sealed class SmtpSession(RelaySettings relay, DeliverySettings settings, TimeProvider clock)
    : ITransportSession
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan QuitTimeout = TimeSpan.FromSeconds(2);
    private static readonly FormatOptions Format = new() { NewLineFormat = NewLineFormat.Dos };

    private readonly SmtpFaults _faults = new(relay);
    private PreparedSmtpClient? _client;
    private int _sentOnConnection;

    /// <summary>A message was handed over on this connection, and got any answer.</summary>
    private bool _isUsed;

    public bool IsReady => _client is { IsConnected: true } && _sentOnConnection < settings.MessagesPerConnection;

    public async Task<DeliveryOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (_sentOnConnection >= settings.MessagesPerConnection)
        {
            await QuitAsync();
        }

        for (var isAgain = false; ; isAgain = true)
        {
            if (_client is not { IsConnected: true } && await ConnectAsync(cancellationToken) is { } trouble)
            {
                return new DeliveryOutcome.RelayTrouble(trouble);
            }

            var isFresh = !_isUsed;
            _isUsed = true;
            var outcome = await HandOverAsync(_client!, message);
            if (outcome is not DeliveryOutcome.SessionOver over)
            {
                return outcome;
            }

            await QuitAsync();
            if (isFresh || isAgain)
            {
                // A new connection was refused in the same way, so the limit is not one for each connection.
                return new DeliveryOutcome.Throttled(over.Reply, IsOfDomain: false);
            }
        }
    }

    public async ValueTask DisposeAsync() => await QuitAsync();

    private async Task<DeliveryOutcome> HandOverAsync(PreparedSmtpClient client, OutgoingMessage message)
    {
        // MailKit only declares the size and leaves it to the relay to refuse (RFC 1870).
        if (client.MaxSize > 0 && message.Size > client.MaxSize)
        {
            return new DeliveryOutcome.TooLarge(
                $"{relay} takes messages of {client.MaxSize} octets, and this one has {message.Size}"
            );
        }

        // The overall limit beside MailKit's limit per read: a reply that comes byte by byte must end.
        using var limit = new CancellationTokenSource((2 * settings.DataTimeout) + settings.CommandTimeout, clock);
        using var mime = PreparedMime.Wrap(message);
        var written = new WrittenBytes();
        client.NextSize = message.Size;
        try
        {
            client.Timeout = (int)settings.CommandTimeout.TotalMilliseconds;
            var from = new MailboxAddress("", message.From);
            var to = new MailboxAddress("", message.To);
            var reply = await client.SendAsync(Format, mime, from, [to], limit.Token, written);
            _sentOnConnection++;
            return SmtpReply.Accepted(250, reply);
        }
        catch (Exception e) when (_faults.OfMessage(e, message, written.Count) is { } fault)
        {
            if (!fault.IsUsable)
            {
                Drop();
            }

            return fault.Outcome;
        }
    }

    /// <summary>Connects and logs in.</summary>
    /// <returns>Null when the relay is ready; otherwise why it is not.</returns>
    private async Task<Trouble?> ConnectAsync(CancellationToken cancellationToken)
    {
        Drop();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = clock.CreateTimer(_ => limit.Cancel(), null, ConnectTimeout, Timeout.InfiniteTimeSpan);
        var client = new PreparedSmtpClient(settings.DataTimeout)
        {
            // Relays' certificates are checked in full but for revocation, which needs an outside server at 06:00.
            CheckCertificateRevocation = false,
            Timeout = (int)settings.CommandTimeout.TotalMilliseconds,
        };

        // NoDelay: with Nagle's algorithm each message waits 45 ms for the delayed acknowledgement.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(relay.Host, limit.Token);
            Connect(socket, addresses, limit.Token);
            limit.Token.ThrowIfCancellationRequested();
            await client.ConnectAsync(
                new RelayStream(socket),
                relay.Host,
                relay.Port,
                relay.Security.Options(),
                limit.Token
            );
            if (relay.UserName is { } userName)
            {
                MailServers.KeepOneMechanism(client.AuthenticationMechanisms);
                await client.AuthenticateAsync(userName, relay.Password ?? "", limit.Token);
            }

            _client = client;
            (_sentOnConnection, _isUsed) = (0, false);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Release();
            return new(TroubleKind.Passing, $"{relay}: not connected, the dispatcher stops.");
        }
        catch (Exception e) when (_faults.OfConnecting(e) is { } trouble)
        {
            Release();
            return trouble;
        }

        void Release()
        {
            client.Dispose();
            socket.Dispose();
        }
    }

    /// <summary>
    /// Blocks, as everything on this socket does; a token that is cancelled ends the wait by closing it.
    /// </summary>
    private void Connect(Socket socket, IPAddress[] addresses, CancellationToken cancellationToken)
    {
        using var abort = cancellationToken.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket);
        try
        {
            socket.Connect(addresses, relay.Port);
        }
        catch (Exception e)
            when ((e is SocketException or ObjectDisposedException) && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    /// <summary>
    /// Says goodbye. The outcome of the last message stands already, so whatever happens here changes nothing.
    /// </summary>
    private async Task QuitAsync()
    {
        if (_client is { IsConnected: true } client)
        {
            using var limit = new CancellationTokenSource(QuitTimeout, clock);
            try
            {
                client.Timeout = (int)QuitTimeout.TotalMilliseconds;
                await client.DisconnectAsync(quit: true, limit.Token);
            }
            catch (Exception e)
                when (e
                        is TimeoutException
                            or IOException
                            or ProtocolException
                            or OperationCanceledException
                            or CommandException
                )
            {
                // The relay has taken the mail, also when it does not answer QUIT.
            }
        }

        Drop();
    }

    private void Drop()
    {
        _client?.Dispose();
        _client = null;
    }

    /// <summary>How much of the message was handed to the socket.</summary>
    private sealed class WrittenBytes : ITransferProgress
    {
        public long Count { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => Count = bytesTransferred;

        public void Report(long bytesTransferred) => Count = bytesTransferred;
    }
}
