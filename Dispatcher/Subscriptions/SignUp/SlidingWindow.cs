namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>
/// Counts what happened within a span that ends now; pure but for its memory. One thread at a time.
/// Tests: OptInTests.
/// </summary>
internal sealed class SlidingWindow(int most, TimeSpan span)
{
    private readonly Queue<DateTimeOffset> _times = new();

    public bool IsFull(DateTimeOffset now) => Count(now) >= most;

    public void Add(DateTimeOffset now) => _times.Enqueue(now);

    public int Count(DateTimeOffset now)
    {
        while (_times.TryPeek(out var first) && now - first >= span)
        {
            _times.Dequeue();
        }

        return _times.Count;
    }
}
