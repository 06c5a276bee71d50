using Newsletter.Dispatcher.Subscriptions.SignUp;

namespace Newsletter.Dispatcher.Desk;

/// <summary>How many test copies one account may send: a test is for a few people, more is a dispatch.
/// Tests: ApprovalPageTests.</summary>
internal sealed class TestRate(TimeProvider clock)
{
    /// <summary>Copies in <see cref="Span"/>.</summary>
    public const int Most = 20;

    public static readonly TimeSpan Span = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, SlidingWindow> _accounts = [];

    /// <summary>Counts one copy of an account, if it may send one now.</summary>
    public bool TryTake(long accountId)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            if (!_accounts.TryGetValue(accountId, out var sent))
            {
                _accounts[accountId] = sent = new(Most, Span);
            }

            if (sent.IsFull(now))
            {
                return false;
            }

            sent.Add(now);
            return true;
        }
    }
}
