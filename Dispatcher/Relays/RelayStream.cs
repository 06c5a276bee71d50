using System.Net.Sockets;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// The socket under MailKit. What is written is kept until something is read, so that a command group, or a message
/// with its final dot, leaves in one piece: MailKit writes 4 kB at a time, and each piece would cost two system calls,
/// one here and one at the relay.
/// Tests: RelayPoolTests.
/// </summary>
/// <remarks>
/// It blocks, also where a method is called asynchronous: a connection has a thread of its own
/// (<see cref="ConnectionThread"/>). A token that is cancelled ends the wait by closing the socket.
/// </remarks>
/// <param name="socket">Connected, and never used asynchronously, since that would make it non-blocking for
/// ever.</param>
internal sealed class RelayStream(Socket socket) : Stream
{
    private const int BufferSize = 64 * 1024;

    private readonly byte[] _waiting = new byte[BufferSize];
    private int _length;
    private int _readTimeout = Timeout.Infinite;
    private int _writeTimeout = Timeout.Infinite;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override bool CanTimeout => true;

    /// <summary>Longest wait for the next bytes, in milliseconds.</summary>
    public override int ReadTimeout
    {
        get => _readTimeout;
        set
        {
            if (value != _readTimeout)
            {
                _readTimeout = value;
                socket.ReceiveTimeout = value;
            }
        }
    }

    /// <summary>Longest wait until bytes are taken, in milliseconds.</summary>
    public override int WriteTimeout
    {
        get => _writeTimeout;
        set
        {
            if (value != _writeTimeout)
            {
                _writeTimeout = value;
                socket.SendTimeout = value;
            }
        }
    }

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Does nothing: the next read sends what is waiting.</summary>
    public override void Flush() { }

    /// <inheritdoc cref="Flush"/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <exception cref="TimeoutException">The other side was silent for too long.</exception>
    /// <exception cref="IOException">The connection is lost.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count), cancellationToken));

    public override int Read(byte[] buffer, int offset, int count) =>
        Read(buffer.AsSpan(offset, count), CancellationToken.None);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span, cancellationToken);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count), cancellationToken);
        return Task.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) =>
        Write(buffer.AsSpan(offset, count), CancellationToken.None);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            socket.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Read(Span<byte> buffer, CancellationToken cancellationToken)
    {
        using var abort = cancellationToken.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket);
        try
        {
            SendWaiting();
            return socket.Receive(buffer);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Explain(e, _readTimeout, cancellationToken);
        }
    }

    private void Write(ReadOnlySpan<byte> buffer, CancellationToken cancellationToken)
    {
        if (buffer.Length <= BufferSize - _length)
        {
            Keep(buffer);
            return;
        }

        using var abort = cancellationToken.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket);
        try
        {
            while (buffer.Length > BufferSize - _length)
            {
                var part = buffer[..(BufferSize - _length)];
                Keep(part);
                buffer = buffer[part.Length..];
                SendWaiting();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Explain(e, _writeTimeout, cancellationToken);
        }

        Keep(buffer);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_waiting.AsSpan(_length));
        _length += bytes.Length;
    }

    private void SendWaiting()
    {
        for (var sent = 0; sent < _length; )
        {
            sent += socket.Send(_waiting.AsSpan(sent, _length - sent));
        }

        _length = 0;
    }

    private static Exception Explain(Exception error, int timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return new OperationCanceledException(error.Message, error, cancellationToken);
        }

        return error is SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.WouldBlock }
            ? new TimeoutException($"no answer within {TimeSpan.FromMilliseconds(timeout).TotalSeconds:0.#} s", error)
            : new IOException(error.Message, error);
    }
}
