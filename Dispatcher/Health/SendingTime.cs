namespace Newsletter.Dispatcher.Health;

/// <summary>
/// How much of a dispatch's time nothing went: the relay was down, somebody had paused it, the service was not running.
/// Pure.
/// Tests: DoctorTests.
/// </summary>
/// <remarks>
/// Calculated from the ledger alone, so that it does not depend on which process noticed the stop. Where a message
/// goes every second, half a minute without one counts as a stop. Where messages go rarely, ten times the usual pause
/// does.
/// </remarks>
internal static class SendingTime
{
    private static readonly TimeSpan ShortestStop = TimeSpan.FromSeconds(30);

    private const int UsualPauses = 10;

    /// <param name="begin">When the first message was due to go.</param>
    /// <param name="sentAt">Instants at which messages went, in order; one of each second is enough.</param>
    public static TimeSpan Waited(DateTimeOffset begin, IReadOnlyList<DateTimeOffset> sentAt)
    {
        if (sentAt.Count == 0)
        {
            return TimeSpan.Zero;
        }

        var pauses = sentAt.Zip(sentAt.Skip(1), (one, next) => next - one).ToList();
        var usual = pauses.Count == 0 ? TimeSpan.Zero : pauses.Order().ElementAt(pauses.Count / 2);
        var longest = usual * UsualPauses > ShortestStop ? usual * UsualPauses : ShortestStop;
        return pauses
            .Append(sentAt[0] - begin)
            .Where(pause => pause > longest)
            .Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause);
    }
}
