using MailKit;

namespace Newsletter.Dispatcher.Bounces.Inboxes;

/// <summary>
/// What is remembered of the mails of a mailbox from one connection to the next.
/// Tests: ImapMailboxTests.
/// </summary>
internal sealed class MailMemory(TimeProvider clock)
{
    private const int MostFaults = 2;
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    private readonly Dictionary<(uint Validity, uint Id), (int Count, DateTimeOffset At)> _faults = [];
    private readonly HashSet<(uint Validity, uint Id)> _taken = [];

    /// <summary>
    /// The connection broke at this mail, or it cannot be taken. After the second time it is left alone for an hour, so
    /// that it does not hold up the others.
    /// </summary>
    public void AddFault(UniqueId id) =>
        _faults[Key(id)] = (_faults.GetValueOrDefault(Key(id)).Count + 1, clock.GetUtcNow());

    public bool IsToRest(UniqueId id) =>
        _faults.TryGetValue(Key(id), out var fault) && fault.Count >= MostFaults && clock.GetUtcNow() - fault.At < Rest;

    /// <summary>
    /// The mail was taken and waits to be moved. It is not taken twice: the person may have come back.
    /// </summary>
    public void AddTaken(UniqueId id) => _taken.Add(Key(id));

    public bool IsTaken(UniqueId id) => _taken.Contains(Key(id));

    /// <summary>It is out of the folder.</summary>
    public void Forget(UniqueId id)
    {
        _taken.Remove(Key(id));
        _faults.Remove(Key(id));
    }

    private static (uint Validity, uint Id) Key(UniqueId id) => (id.Validity, id.Id);
}
