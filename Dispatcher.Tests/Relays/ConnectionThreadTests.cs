using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Tests.Relays;

[TestFixture]
internal sealed class ConnectionThreadTests
{
    [Test]
    public async Task What_is_awaited_resumes_on_the_same_thread()
    {
        var threads = new List<int>();

        await ConnectionThread.RunAsync(
            "test",
            async () =>
            {
                for (var i = 0; i < 5; i++)
                {
                    threads.Add(Environment.CurrentManagedThreadId);
                    await Task.Delay(1);
                    await Task.Run(() => { });
                }
            }
        );

        Assert.That(threads.Distinct().Count(), Is.EqualTo(1));
        Assert.That(threads[0], Is.Not.EqualTo(Environment.CurrentManagedThreadId));
    }

    [Test]
    public async Task What_goes_wrong_comes_through()
    {
        var failure = await Assert.CatchAsync<InvalidOperationException>(() =>
            ConnectionThread.RunAsync(
                "test",
                async () =>
                {
                    await Task.Delay(1);
                    throw new InvalidOperationException("as planned");
                }
            )
        );

        Assert.That(failure!.Message, Is.EqualTo("as planned"));
    }

    [Test]
    public async Task A_hundred_of_them_end()
    {
        var ended = 0;

        await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(i =>
                    ConnectionThread.RunAsync(
                        $"test {i}",
                        async () =>
                        {
                            await Task.Yield();
                            Interlocked.Increment(ref ended);
                        }
                    )
                )
        );

        Assert.That(ended, Is.EqualTo(100));
    }
}
