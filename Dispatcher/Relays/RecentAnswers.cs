using System.Numerics;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// How many of the last answers of the relays were acceptances; for mails to one person, which have no list around
/// them.
/// </summary>
internal readonly record struct RecentAnswers
{
    private const int Most = 20;

    private readonly uint _accepted;
    private readonly int _count;

    private RecentAnswers(uint accepted, int count) => (_accepted, _count) = (accepted, count);

    /// <summary>Half of them at least were accepted, so that a refusal says something about its own address.</summary>
    public bool WentWell => _accepted > 0 && BitOperations.PopCount(_accepted) * 2 >= _count;

    /// <summary>The same with one more, and the oldest forgotten.</summary>
    public RecentAnswers With(bool isAccepted) =>
        new(((_accepted << 1) | (isAccepted ? 1u : 0u)) & ((1u << Most) - 1), Math.Min(_count + 1, Most));
}
