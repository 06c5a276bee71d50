using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Recipients who wait for a connection. The reader that fills the queue waits while it is full, and continues when it
/// is half empty: a bounded channel would wake its writer for each message.
/// </summary>
internal sealed class DueQueue(int length)
{
    private readonly Channel<DueRecipient> _recipients = Channel.CreateUnbounded<DueRecipient>();
    private readonly Lock _lock = new();
    private TaskCompletionSource? _room;

    /// <summary>Adds a recipient, even when the queue is full; then <see cref="WaitForRoomAsync"/> waits.</summary>
    public void Add(DueRecipient recipient) => _recipients.Writer.TryWrite(recipient);

    /// <summary>Waits while the queue is full; returns at once when it is not.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        Task room;
        lock (_lock)
        {
            if (_recipients.Reader.Count < length)
            {
                return;
            }

            _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            room = _room.Task;

            // TryTake checks _room after it dequeues. It may have checked just before we set it, so we check the count
            // again; otherwise this waiter sleeps for ever.
            Interlocked.MemoryBarrier();
            if (_recipients.Reader.Count < length)
            {
                return;
            }
        }

        await room.WaitAsync(cancellationToken);
    }

    /// <summary>Declares that no more recipients will come.</summary>
    public void Complete() => _recipients.Writer.TryComplete();

    /// <summary>Completes when the queue is empty and no more recipients will come.</summary>
    public Task Completion => _recipients.Reader.Completion;

    public bool TryTake([NotNullWhen(true)] out DueRecipient? recipient)
    {
        var taken = _recipients.Reader.TryRead(out recipient);
        if (Volatile.Read(ref _room) is not null && _recipients.Reader.Count <= length / 2)
        {
            lock (_lock)
            {
                _room?.TrySetResult();
                _room = null;
            }
        }

        return taken;
    }

    /// <returns>False when no more recipients will come.</returns>
    public ValueTask<bool> WaitAsync() => _recipients.Reader.WaitToReadAsync(CancellationToken.None);
}
