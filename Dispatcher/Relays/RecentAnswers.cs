namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// How many of the last answers of the relays were acceptances; for mails to one person, which have no list around
/// them.
/// Tests: RelayPoolTests.
/// </summary>
internal sealed class RecentAnswers
{
    private readonly LastAnswers<bool> _isAccepted = new(length: 20);

    /// <summary>Half of them at least were accepted, so that a refusal says something about its own address.</summary>
    public bool WentWell => _isAccepted.Of(true) is > 0 and var accepted && accepted * 2 >= _isAccepted.Count;

    public void Add(bool isAccepted) => _isAccepted.Add(isAccepted);
}
