using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Recipients who wait for a connection. Whoever fills it waits while it is full and is woken when it is half empty: a
/// bounded channel would wake its writer for each message.
/// </summary>
internal sealed class DueQueue(int length)
{
    private readonly Channel<DueRecipient> _recipients = Channel.CreateUnbounded<DueRecipient>();
    private readonly Lock _lock = new();
    private TaskCompletionSource? _room;

    /// <summary>Adds a recipient, also when it is full; then <see cref="WaitForRoomAsync"/> takes its time.</summary>
    public void Add(DueRecipient recipient) => _recipients.Writer.TryWrite(recipient);

    /// <summary>Returns at once while it is not full.</summary>
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

            // Whoever takes looks for somebody who waits after it has taken; it may just have looked in vain.
            Interlocked.MemoryBarrier();
            if (_recipients.Reader.Count < length)
            {
                return;
            }
        }

        await room.WaitAsync(cancellationToken);
    }

    /// <summary>Nobody more will come.</summary>
    public void Complete() => _recipients.Writer.TryComplete();

    /// <summary>Ends when nobody is left and nobody more will come.</summary>
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

    /// <returns>False when nobody more will come.</returns>
    public ValueTask<bool> WaitAsync() => _recipients.Reader.WaitToReadAsync(CancellationToken.None);
}
