using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Tests.Delivery;

[TestFixture]
internal sealed class DueQueueTests
{
    [Test]
    public async Task Filling_waits_while_the_queue_is_full_and_continues_when_it_is_half_empty()
    {
        var queue = new DueQueue(length: 4);
        Fill(queue, 4);

        var waiting = queue.WaitForRoomAsync(CancellationToken.None).AsTask();
        queue.TryTake(out _);
        var isWaiting = !waiting.IsCompleted;
        queue.TryTake(out _);

        Assert.That(isWaiting, "three are left");
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Test]
    public async Task Several_takers_and_one_filler_never_deadlock()
    {
        const int Recipients = 100_000;
        var queue = new DueQueue(length: 10);
        var taken = 0;
        var takers = Enumerable
            .Range(0, 4)
            .Select(_ =>
                Task.Run(async () =>
                {
                    do
                    {
                        while (queue.TryTake(out var _))
                        {
                            Interlocked.Increment(ref taken);
                        }
                    } while (await queue.WaitAsync());
                })
            )
            .ToList();

        for (var i = 0; i < Recipients; i++)
        {
            await queue.WaitForRoomAsync(CancellationToken.None);
            Fill(queue, 1);
        }

        queue.Complete();
        await Task.WhenAll(takers).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(taken, Is.EqualTo(Recipients));
    }

    private static void Fill(DueQueue queue, int count)
    {
        for (var i = 0; i < count; i++)
        {
            queue.Add(
                new DueRecipient
                {
                    SubscriberId = i,
                    Email = "a@example.org",
                    Attempts = 0,
                    Status = "active",
                }
            );
        }
    }
}
