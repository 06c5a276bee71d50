using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>
/// An SMTP server on a free loopback port. It behaves correctly, keeps every message and every dialog, and at any stage
/// does what the test scripts: <c>server.On(Stage.Rcpt, call => call.Recipient == "bad@example.com" ? Reply("550 5.1.1
/// no such user") : null)</c>.
/// </summary>
internal sealed class ScriptedSmtpServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, ConcurrentQueue<string>> _dialogs = new();
    private readonly SmtpServerOptions _options;
    private readonly SmtpJournal _journal;
    private readonly Task _accepting;

    // Replaced as a whole, so that a running session always reads a complete script.
    private ImmutableList<(Stage Stage, Func<SmtpCall, SmtpAction?> Script)> _scripts = [];

    private int _open;
    private int _mostOpen;

    private ScriptedSmtpServer(SmtpServerOptions options)
    {
        _options = options;
        _journal = new SmtpJournal(options.JournalFile);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, options.Port));
        _listener.Listen(backlog: 512);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    public static string Host => "127.0.0.1";

    public int Port { get; }

    /// <summary>Messages answered 2yz, in the order in which their last byte came.</summary>
    public IReadOnlyList<SmtpMessage> Messages => [.. _journal.Messages.Where(message => message.IsAccepted)];

    /// <summary>The number of <see cref="Messages"/>, without copying them.</summary>
    public int AcceptedCount => _journal.AcceptedCount;

    /// <summary>Messages that came in whole, with any answer.</summary>
    public IReadOnlyList<SmtpMessage> Received => _journal.Messages;

    /// <summary>Connections accepted so far.</summary>
    public int Connections => _dialogs.Count;

    /// <summary>The most connections that were open at the same time.</summary>
    public int MostConnectionsAtOnce => Volatile.Read(ref _mostOpen);

    public static ScriptedSmtpServer Start(SmtpServerOptions? options = null) => new(options ?? new());

    /// <summary>
    /// Adds a script. At each stage, the first script that returns an action decides; null passes the call to the next
    /// script.
    /// </summary>
    public ScriptedSmtpServer On(Stage stage, Func<SmtpCall, SmtpAction?> script)
    {
        ImmutableInterlocked.Update(ref _scripts, scripts => scripts.Add((stage, script)));
        return this;
    }

    /// <summary>Adds a script that always does the same.</summary>
    public ScriptedSmtpServer On(Stage stage, SmtpAction action) => On(stage, _ => action);

    /// <summary>
    /// The dialog of a connection, <c>C: </c> and <c>S: </c> line by line; a body is one line with its size.
    /// </summary>
    public IReadOnlyList<string> Dialog(int connection) =>
        _dialogs.TryGetValue(connection, out var dialog) ? [.. dialog] : [];

    /// <summary>Waits until so many messages have been accepted.</summary>
    /// <exception cref="TimeoutException">Not enough messages came within the limit.</exception>
    public async Task WaitForMessagesAsync(int count, TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        while (_journal.AcceptedCount < count)
        {
            if (late.IsCancellationRequested)
            {
                throw new TimeoutException($"{_journal.AcceptedCount} of {count} messages came within {limit}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        }
    }

    /// <summary>Waits until no connection is open, so that all data of a dead client are read.</summary>
    /// <exception cref="TimeoutException">A connection is still open after the limit.</exception>
    public async Task WaitUntilLeftAsync(TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        while (Volatile.Read(ref _open) > 0)
        {
            if (late.IsCancellationRequested)
            {
                throw new TimeoutException($"{Volatile.Read(ref _open)} connections are still open after {limit}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        }
    }

    /// <summary>Ends every connection and returns when all sessions are over.</summary>
    /// <exception cref="Exception">The exception of a script, for example a failed assertion, which would be lost
    /// otherwise.</exception>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        try
        {
            await _accepting;
        }
        finally
        {
            _journal.Dispose();
            _stop.Dispose();
        }
    }

    /// <summary>The action of the scripts for this call; null when no script has one.</summary>
    internal SmtpAction? Script(SmtpCall call) =>
        _scripts
            .Where(entry => entry.Stage == call.Stage)
            .Select(entry => entry.Script(call))
            .FirstOrDefault(action => action is not null);

    private async Task AcceptAsync()
    {
        List<Task> sessions = [];
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                var number = sessions.Count + 1;
                var dialog = _dialogs.GetOrAdd(number, _ => new());
                sessions.Add(Task.Run(() => ServeAsync(socket, number, dialog)));
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops. Closing the listener resets connections that are still in the backlog.
        }

        await Task.WhenAll(sessions);
    }

    private async Task ServeAsync(Socket socket, int number, ConcurrentQueue<string> dialog)
    {
        var open = Interlocked.Increment(ref _open);
        InterlockedMax(ref _mostOpen, open);
        try
        {
            using var session = new SmtpSession(this, _options, _journal, socket, number, dialog);
            await session.RunAsync(_stop.Token);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (
            value > (seen = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen
        ) { }
    }
}
