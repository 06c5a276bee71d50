using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Looks every few seconds whether the morning's letter waits, and tells it while there is time to do something.
/// Tests: WaitingDispatchAlertTests.
/// </summary>
internal sealed partial class WaitingService(
    WaitingFacts facts,
    WaitingTable book,
    Readiness readiness,
    Alerts alerts,
    NewsletterSettings newsletter,
    TimeProvider clock,
    ILogger<WaitingService> logger
) : LoopService(clock)
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>What is only seen again is written down so often.</summary>
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromMinutes(1);

    private const string Book = "book";

    private IReadOnlyList<WaitingRow>? _rows;
    private DateTimeOffset _writtenAt;

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        RepeatAsync(Interval, atOnce: false, LookAsync, stoppingToken);

    protected override void LogTrouble(string trouble) => CannotLook(trouble);

    /// <summary>One look.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var remembered = _rows ?? await TryReadAsync(cancellationToken) ?? [];
        var waiting = await facts.ReadAsync(cancellationToken);
        readiness.Waiting = waiting;
        var now = Clock.GetUtcNow();
        var (rows, news) = WaitingPlan.Decide(waiting, remembered, now);
        var after = await Task.WhenAll(news.Select(one => TellAsync(one, now, cancellationToken)));
        _rows = [.. rows.Where(row => news.All(one => one.Row.About != row.About)), .. after.OfType<WaitingRow>()];
        var isSame =
            news.Count == 0 && rows.Select(row => row.About).SequenceEqual(remembered.Select(row => row.About));
        if (!isSame || (_rows.Count > 0 && now - _writtenAt >= BetweenWrites))
        {
            await TryWriteAsync(_rows, now, cancellationToken);
        }
    }

    /// <returns>What is remembered of it; null when it is over and an alert has said so.</returns>
    private async Task<WaitingRow?> TellAsync(WaitingNews news, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isLost = false;
        if (
            news.Kind is WaitingNewsKind.Over
            && await facts.OutcomeAsync(news.Row.About, cancellationToken) is var (words, lost)
        )
        {
            (news, isLost) = (news with { Outcome = words }, lost);
        }

        var isTold = await alerts.TellAsync(Alert.OfWaiting(newsletter, news, isLost, now), cancellationToken);
        return news.Kind is WaitingNewsKind.Over && isTold ? null : WaitingPlan.After(news, isTold, now);
    }

    private async Task<IReadOnlyList<WaitingRow>?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await book.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (IsOfMachine(e))
        {
            Say(Book, e.Message);
            return null;
        }
    }

    /// <summary>What cannot be written is kept in memory: the alert went out all the same.</summary>
    private async Task TryWriteAsync(
        IReadOnlyList<WaitingRow> rows,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await book.WriteAsync(rows, cancellationToken);
            _writtenAt = now;
            Say(Book, trouble: null);
        }
        catch (Exception e) when (IsOfMachine(e))
        {
            Say(Book, e.Message);
        }
    }

    [LoggerMessage(
        8020,
        LogLevel.Error,
        "Cannot read what waits, or cannot record which alerts were sent, so they are sent again after a restart: "
            + "{Problem}"
    )]
    private partial void CannotLook(string problem);
}
