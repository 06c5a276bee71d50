using System.Net;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// One connection to a relay: opened at the first message, kept, renewed after a fault or a number of messages.
/// </summary>
/// <remarks>
/// The rule for MailKit's exceptions, right in every fault that was measured: all bytes reported and then an exception
/// means uncertain; before that, certainly not accepted; any parsed reply is certain. What happens at connect, TLS,
/// AUTH or MAIL counts as a fault of the relay.
/// </remarks>
internal sealed class SmtpSession(RelaySettings relay, DeliverySettings settings, TimeProvider clock)
    : ITransportSession
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan QuitTimeout = TimeSpan.FromSeconds(2);
    private static readonly FormatOptions Format = new() { NewLineFormat = NewLineFormat.Dos };

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
                // A new connection does not help, so it is not the connection that is full.
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
        catch (SmtpCommandException e)
        {
            var domain = MailDomain.Of(message.To);
            var outcome = SmtpReply.Classify(e.ErrorCode, (int)e.StatusCode, e.Message, relay.ToString(), domain);
            if (outcome is DeliveryOutcome.Uncertain or DeliveryOutcome.RelayTrouble || (int)e.StatusCode is 421)
            {
                Drop();
            }

            return outcome;
        }
        catch (ParseException e)
        {
            // The ledger should not hold such an address. Nothing was sent.
            return new DeliveryOutcome.Rejected(
                $"internal: the address cannot be written to a relay ({SmtpReply.Clean(e.Message)})",
                RefusalCause.Internal
            );
        }
        catch (ServiceNotAuthenticatedException e)
        {
            Drop();
            return new DeliveryOutcome.RelayTrouble(
                new(
                    TroubleKind.Refused,
                    $"{relay} wants a login: {SmtpReply.Clean(e.Message)}. Set UserName and Password of the relay."
                )
            );
        }
        catch (Exception e)
            when (e
                    is IOException
                        or TimeoutException
                        or ProtocolException
                        or OperationCanceledException
                        or SocketException
                        or ObjectDisposedException
                        or ServiceNotConnectedException
            )
        {
            Drop();
            var reason = $"{relay}: the connection was lost ({SmtpReply.Clean(e.Message)})";
            return written.Count >= message.Size ? new DeliveryOutcome.Uncertain(reason)
                : written.Count > 0 ? new DeliveryOutcome.Deferred(reason)
                : new DeliveryOutcome.RelayTrouble(new(TroubleKind.Passing, reason));
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
        catch (Exception e) when (Explain(e) is { } trouble)
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
            when (e is SocketException or ObjectDisposedException && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    /// <summary>
    /// What an exception at connect, TLS or AUTH means for an operator; null for an unplanned one.
    /// </summary>
    private Trouble? Explain(Exception error) =>
        error switch
        {
            AuthenticationException or SaslException => new(
                TroubleKind.Refused,
                $"{relay} refuses the login of {relay.UserName}: {SmtpReply.Clean(error.Message)} Check UserName and "
                    + "Password of the relay."
            ),
            SslHandshakeException => new(
                TroubleKind.Refused,
                $"{relay}: no TLS connection that can be trusted: {SmtpReply.Clean(error.Message.Split('\n')[0])} "
                    + "Check the relay's certificate and its name."
            ),
            NotSupportedException => new(
                TroubleKind.Refused,
                $"{relay} does not offer what Security \"{relay.Security.ToString().ToLowerInvariant()}\" needs: "
                    + $"{SmtpReply.Clean(error.Message)} Nothing was sent in clear text."
            ),
            SmtpCommandException e => new(
                TroubleKind.Unreachable,
                $"{relay} answers {SmtpReply.Line((int)e.StatusCode, e.Message)}"
            ),
            SocketException
            or IOException
            or TimeoutException
            or ProtocolException
            or OperationCanceledException
            or ObjectDisposedException => new(
                TroubleKind.Unreachable,
                $"{relay} does not answer: "
                    + $"{SmtpReply.Clean(error is OperationCanceledException ? "no connection within 30 s" : error.Message)}"
            ),
            _ => null,
        };

    /// <summary>
    /// Sends QUIT. The outcome of the last message stands already, so nothing that happens here changes it.
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
