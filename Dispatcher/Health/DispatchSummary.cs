using System.Globalization;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Health;

/// <summary>How a dispatch went, in numbers. Pure. Tests: AlertHooksTests.</summary>
internal sealed record DispatchSummary
{
    /// <summary>Percent of the recipients without whom a dispatch still went well.</summary>
    private const double BorneLoss = 5;

    public required long Id { get; init; }
    public required DateOnly SlotDate { get; init; }
    public required string? Title { get; init; }

    public required DispatchState Ended { get; init; }
    public required string? Reason { get; init; }
    public required long Recipients { get; init; }
    public required long Sent { get; init; }
    public required long Failed { get; init; }

    /// <summary>Readers who got it, or did not, only after a passing refusal.</summary>
    public required long Deferred { get; init; }
    public required long Expired { get; init; }
    public required long Uncertain { get; init; }
    public required long Skipped { get; init; }

    /// <summary>Seconds from its beginning to its end; null when it never began.</summary>
    public required double? Seconds { get; init; }

    /// <summary>Seconds until 99 of 100 of the largest wave had it; null when nobody got it.</summary>
    public required double? P99Seconds { get; init; }

    /// <summary>
    /// Seconds of these in which nothing went, because the relay was down or the dispatch was paused; null when nobody
    /// got it.
    /// </summary>
    public required double? WaitedSeconds { get; init; }

    /// <summary>Red when it did not end by itself, or too many got nothing; yellow when an operator should
    /// look.</summary>
    public CheckState State =>
        Ended is not DispatchState.Done || Lost > (Recipients - Skipped) * BorneLoss / 100 ? CheckState.Red
        : Expired > 0 || Uncertain > 0 ? CheckState.Yellow
        : CheckState.Green;

    public string Headline =>
        Ended is DispatchState.Missed
            ? Say($"nothing was sent on {SlotDate:dddd, yyyy-MM-dd}. {Reason}")
            : Say($"\"{Title}\" of {SlotDate:yyyy-MM-dd} is {Ended.Word()}: sent to {Sent:N0} of {Recipients:N0}");

    /// <summary>The numbers, a line each; none where nothing was sent.</summary>
    public IReadOnlyList<string> Lines =>
        Ended is DispatchState.Missed
            ? []
            :
            [
                Say($"Sent {Sent:N0}, failed {Failed:N0}, expired {Expired:N0}, uncertain {Uncertain:N0}, ")
                    + Say($"skipped {Skipped:N0}; put off for a while {Deferred:N0}."),
                .. Seconds is { } seconds
                    ? [Say($"It took {TimeSpan.FromSeconds(Math.Round(seconds)):c}{ForMost}.")]
                    : Array.Empty<string>(),
                .. Reason is { } reason ? [reason] : Array.Empty<string>(),
                Say($"More: dispatcher status --dispatch {Id}"),
            ];

    private string ForMost =>
        P99Seconds is { } p99 ? Say($"; 99 of 100 had it after {TimeSpan.FromSeconds(Math.Round(p99)):c}{Waited}") : "";

    private string Waited =>
        WaitedSeconds is > 0 and var waited
            ? Say($", {TimeSpan.FromSeconds(Math.Round(waited)):c} of it without a message")
            : "";

    private long Lost => Failed + Expired + Uncertain;

    /// <param name="counts">The ledger's, by state.</param>
    /// <param name="deferred">See <see cref="Deferred"/>.</param>
    /// <param name="speed">How fast its largest wave was; null when nobody got it.</param>
    public static DispatchSummary Of(
        Dispatch dispatch,
        IReadOnlyDictionary<DeliveryState, long> counts,
        long deferred,
        SendSpeed? speed
    ) =>
        new()
        {
            Id = dispatch.Id,
            SlotDate = dispatch.SlotDate,
            Title = dispatch.Title,
            Ended = dispatch.State,
            Reason = dispatch.Reason,
            Recipients = dispatch.Recipients,
            Sent = counts.GetValueOrDefault(DeliveryState.Sent),
            Failed = counts.GetValueOrDefault(DeliveryState.Failed),
            Deferred = deferred,
            Expired = counts.GetValueOrDefault(DeliveryState.Expired),
            Uncertain = counts.GetValueOrDefault(DeliveryState.Uncertain),
            Skipped = counts.GetValueOrDefault(DeliveryState.Skipped),
            Seconds = dispatch is { StartedAt: { } from, FinishedAt: { } until } ? (until - from).TotalSeconds : null,
            P99Seconds = speed?.Took.TotalSeconds,
            WaitedSeconds = speed?.Waited.TotalSeconds,
        };

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
