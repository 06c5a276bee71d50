using System.Globalization;
using System.Text.Json;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Health;

namespace Newsletter.Dispatcher.Desk.Live;

/// <summary>
/// What stands on the page of a dispatch: its texts, tables and curve. The page shows it, and the stream of events
/// sends
/// it, so that both say the same. Pure.
/// Tests: LiveFeedTests.
/// </summary>
/// <param name="State">The word of the state. When it changes, the page offers other things to do.</param>
/// <param name="IsOver">Nothing changes by itself any more.</param>
/// <param name="IsLate">It will end, or has ended, after its deadline.</param>
/// <param name="Texts">By name.</param>
/// <param name="Tables">Rows of cells, by name.</param>
/// <param name="Paths">Of the curve, by name; empty before anything went out.</param>
internal sealed record LiveText(
    string State,
    bool IsOver,
    bool IsLate,
    IReadOnlyDictionary<string, string> Texts,
    IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<string>>> Tables,
    IReadOnlyDictionary<string, string> Paths
)
{
    private const int MostDomains = 12;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>As the stream sends it, in one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <param name="zone">The newsletter's; its clocks are shown.</param>
    public static LiveText Of(DispatchReading reading, TimeZoneInfo zone)
    {
        var (dispatch, counts, outlook) = (reading.Dispatch, reading.State.Counts, reading.State.Outlook);
        var curve = reading.Curve is { } known
            ? CurvePicture.Of(known, counts.Recipients, dispatch.IsOpen ? outlook.End : null, outlook.Deadline)
            : null;
        return new(
            Interruption.State(dispatch, reading.State.IsInterrupted),
            !dispatch.IsOpen,
            IsLateAt(dispatch, outlook),
            Words(reading, zone, curve),
            new Dictionary<string, IReadOnlyList<IReadOnlyList<string>>>
            {
                ["waves"] = Waves(reading, zone),
                ["domains"] = Domains(reading.Numbers),
                ["relays"] = Relays(reading),
            },
            curve is null
                ? new Dictionary<string, string>()
                : new Dictionary<string, string>
                {
                    ["sent"] = curve.Sent,
                    ["area"] = curve.Area,
                    ["pace"] = curve.Pace,
                    ["ahead"] = curve.Ahead,
                    ["deadline"] = curve.Deadline,
                }
        );
    }

    private static bool IsLateAt(Dispatch dispatch, Outlook outlook) =>
        dispatch.IsOpen
            ? outlook.Late > TimeSpan.Zero
            : dispatch.FinishedAt is { } finished && outlook.Deadline is { } deadline && finished > deadline;

    private static Dictionary<string, string> Words(DispatchReading reading, TimeZoneInfo zone, CurvePicture? curve)
    {
        var (dispatch, counts, outlook) = (reading.Dispatch, reading.State.Counts, reading.State.Outlook);
        return new()
        {
            ["state"] = Interruption.State(dispatch, reading.State.IsInterrupted),
            ["recipients"] = Number(counts.Recipients),
            ["sent"] = Number(counts.Sent),
            ["open"] = Number(dispatch.IsOpen ? counts.Open : 0),
            ["deferred"] = Number(counts.Deferred),
            ["failed"] = Number(counts.Failed),
            ["skipped"] = Number(counts.Skipped),
            ["expired"] = Number(counts.Expired),
            ["uncertain"] = Number(counts.Uncertain),
            ["percent"] = Percent(counts),
            ["pace"] = Pace(reading),
            ["end"] = End(reading, zone),
            ["deadline"] = outlook.Deadline is { } deadline ? Clock(deadline, zone, reading.At) : "none",
            ["verdict"] = Verdict(reading),
            ["note"] = Note(reading),
            ["curveFrom"] = curve is null ? "" : Clock(curve.From, zone, reading.At),
            ["curveUntil"] = curve is null ? "" : Clock(curve.Until, zone, reading.At),
            ["curveSays"] = curve is null
                ? "Nothing has gone out yet."
                : $"{Number(counts.Sent)} of {Number(counts.Recipients)} went out from "
                    + $"{Clock(curve.From, zone, reading.At)} on; at most "
                    + $"{reading.Curve!.MostPerSecond.ToString("0.#", CultureInfo.InvariantCulture)} a second.",
        };
    }

    /// <summary>Never 100 % before the last one is settled.</summary>
    private static string Percent(ProgressCounts counts) =>
        counts.Recipients == 0
            ? "0"
            : Math.Floor(100.0 * counts.Settled / counts.Recipients).ToString(CultureInfo.InvariantCulture);

    private static string Pace(DispatchReading reading) =>
        !reading.Dispatch.IsOpen
            ? reading.Dispatch is { StartedAt: { } began, FinishedAt: { } ended } && ended > began
                ? $"{Rate(reading.State.Counts.Sent / (ended - began).TotalSeconds)} a second"
                : "–"
            : reading.State.Outlook.PerSecond is { } rate
                ? $"{Rate(rate)} a second"
                : "not known yet";

    private static string Rate(double rate) => rate.ToString(rate < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    private static string End(DispatchReading reading, TimeZoneInfo zone) =>
        reading.Dispatch.FinishedAt is { } finished ? Clock(finished, zone, reading.At)
        : !reading.Dispatch.IsOpen ? "–"
        : reading.State.Outlook is { End: { } end, IsHeld: var isHeld }
            ? $"{(isHeld ? "not before " : "about ")}{Clock(end, zone, reading.At)}"
        : "not known yet";

    private static string Verdict(DispatchReading reading)
    {
        var (dispatch, outlook) = (reading.Dispatch, reading.State.Outlook);
        if (!dispatch.IsOpen)
        {
            return dispatch.FinishedAt is not { } finished || outlook.Deadline is not { } deadline ? ""
                : finished <= deadline ? "It ended before its deadline."
                : $"It ended {Time(finished - deadline)} after its deadline.";
        }

        return outlook.Late switch
        {
            { } late when late > TimeSpan.Zero => $"It will end {Time(late)} after its deadline.",
            not null => "It will end before its deadline.",
            null => "",
        };
    }

    private static string Note(DispatchReading reading)
    {
        var dispatch = reading.Dispatch;
        return string.Join(
            ' ',
            new[]
            {
                reading.State.IsInterrupted ? DispatchWords.NoProcessSends(Interruption.GoesOnWith(dispatch)) : null,
                dispatch.Reason,
                dispatch.FoundPace is { } pace ? $"Slowed by refusals: {pace}" : null,
            }.OfType<string>()
        );
    }

    private static IReadOnlyList<IReadOnlyList<string>> Waves(DispatchReading reading, TimeZoneInfo zone) =>
        [
            .. reading.Waves.Select(wave =>
                (IReadOnlyList<string>)
                    [Clock(wave.At, zone, reading.At), wave.State.Word(), Number(wave.Recipients), Number(wave.Sent)]
            ),
        ];

    private static IReadOnlyList<IReadOnlyList<string>> Domains(DispatchNumbers numbers) =>
        [
            .. numbers
                .Largest(MostDomains)
                .Select(one =>
                    (IReadOnlyList<string>)
                        [
                            one.Domain,
                            Number(one.Sent),
                            Number(one.Deferred),
                            Number(one.Failed),
                            Number(one.SoftBounces),
                            Number(one.Dead),
                            Number(one.Complaints),
                        ]
                ),
        ];

    /// <summary>What each relay answered, and how it is now; a relay of an earlier day has no state any more.</summary>
    private static IReadOnlyList<IReadOnlyList<string>> Relays(DispatchReading reading)
    {
        var answered = reading.ByRelay.ToDictionary(one => one.Relay, StringComparer.Ordinal);
        var now = reading.Relays.ToDictionary(one => one.Name, StringComparer.Ordinal);
        return
        [
            .. now
                .Keys.Union(answered.Keys, StringComparer.Ordinal)
                .Select(name =>
                {
                    var (state, numbers) = (now.GetValueOrDefault(name), answered.GetValueOrDefault(name));
                    return (IReadOnlyList<string>)
                        [
                            name,
                            state is null ? "not in the settings now"
                            : state.Trouble is { } trouble ? $"{state.InWords}: {trouble}"
                            : state.InWords,
                            Number(state?.Connections ?? 0),
                            Number(numbers?.Accepted ?? 0),
                            Number(numbers?.Deferred ?? 0),
                            Number(numbers?.Refused ?? 0),
                        ];
                }),
        ];
    }

    private static string Clock(DateTimeOffset at, TimeZoneInfo zone, DateTimeOffset now)
    {
        var (local, today) = (TimeZoneInfo.ConvertTime(at, zone), TimeZoneInfo.ConvertTime(now, zone));
        return local.ToString(local.Date == today.Date ? "HH:mm:ss" : "ddd d MMM HH:mm", CultureInfo.InvariantCulture);
    }

    private static string Time(TimeSpan time) =>
        time.TotalMinutes < 2
            ? $"{Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture)} s"
            : $"{time.TotalMinutes.ToString("N0", CultureInfo.InvariantCulture)} min";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
