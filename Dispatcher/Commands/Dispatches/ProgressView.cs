using System.Globalization;
using Newsletter.Dispatcher.Delivery;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>
/// What is known of a dispatch at one moment, ready to be shown: as a live bar, as a line, or for programs.
/// </summary>
/// <param name="Paused">Why it is paused; null when it is not.</param>
/// <param name="Waiting">What it waits for; null when it goes on.</param>
/// <param name="Notice">What an operator should know although it goes on; null when there is nothing.</param>
/// <param name="Interrupted">What goes on with it, where no process sends it; otherwise null.</param>
/// <param name="FoundPace">The pace that refusals led to, and its setting; null when it goes as fast as it can.</param>
internal sealed record ProgressView(
    long? DispatchId,
    ProgressCounts Counts,
    Outlook Outlook,
    string? Paused = null,
    string? Waiting = null,
    string? Notice = null,
    string? Interrupted = null,
    string? FoundPace = null
)
{
    private const int BarWidth = 44;

    private double Fraction =>
        Counts.Recipients == 0 ? 0 : Math.Clamp((double)Counts.Settled / Counts.Recipients, 0, 1);

    /// <summary>Never 100 % before the last one is settled.</summary>
    private string Percent => $"{Math.Floor(Fraction * 100).ToString(CultureInfo.InvariantCulture)} %";

    /// <summary>Everything in one line.</summary>
    /// <param name="zone">The newsletter's; its clocks show the predicted end.</param>
    public string Line(TimeZoneInfo zone) =>
        string.Join(", ", [$"{Percent}: {CountWords()}", .. PaceWords(zone), .. Words()]);

    /// <summary>A bar, the counts, the pace, and what there is to say; a line each.</summary>
    public IRenderable Live(TimeZoneInfo zone)
    {
        var done = (int)(Fraction * BarWidth);
        List<IRenderable> lines =
        [
            new Markup($"[green]{new string('━', done)}[/][grey]{new string('─', BarWidth - done)}[/] {Percent}"),
            new Spectre.Console.Text(CountWords()),
        ];
        if (PaceWords(zone) is { Count: > 0 } pace)
        {
            lines.Add(
                new Spectre.Console.Text(
                    string.Join(", ", pace),
                    new Style(Outlook.Late > TimeSpan.Zero ? Color.Red : null)
                )
            );
        }

        lines.AddRange(Words().Select(words => new Spectre.Console.Text(words, new Style(Color.Yellow))));
        return new Rows(lines);
    }

    /// <summary>The same for programs.</summary>
    public object Json(DateTimeOffset at) =>
        new
        {
            At = at,
            Dispatch = DispatchId,
            Counts.Recipients,
            Counts.Settled,
            Counts.Sent,
            Counts.Deferred,
            Counts.Failed,
            Counts.Skipped,
            Counts.Expired,
            Counts.Uncertain,
            PerSecond = Outlook.PerSecond is { } rate ? Math.Round(rate, 1) : (double?)null,
            PredictedEnd = Outlook.End,
            Outlook.Deadline,
            LateBySeconds = Outlook.Late is { } late ? (long)late.TotalSeconds : (long?)null,
            Paused,
            Waiting,
            Notice,
            Interrupted,
            FoundPace,
        };

    /// <summary>Why it does not go on, and what an operator should know.</summary>
    public IReadOnlyList<string> Words()
    {
        List<string> words = [];
        if (Interrupted is not null)
        {
            words.Add($"interrupted: {Interrupted}");
        }

        if (Paused is not null)
        {
            words.Add($"paused: {Paused}");
        }

        if (Waiting is not null)
        {
            words.Add($"waiting: {Waiting}");
        }

        if (Notice is not null)
        {
            words.Add($"note: {Notice}");
        }

        if (FoundPace is not null)
        {
            words.Add($"slowed: {FoundPace}");
        }

        return words;
    }

    private string CountWords()
    {
        var parts = new List<string> { $"{Number(Counts.Sent)} of {Number(Counts.Recipients)} sent" };
        Add(Counts.Deferred, "deferred");
        Add(Counts.Failed, "failed");
        Add(Counts.Skipped, "skipped");
        Add(Counts.Expired, "expired");
        Add(Counts.Uncertain, "uncertain");
        return string.Join(", ", parts);

        void Add(long count, string word)
        {
            if (count > 0)
            {
                parts.Add($"{Number(count)} {word}");
            }
        }
    }

    private List<string> PaceWords(TimeZoneInfo zone)
    {
        List<string> parts = [];
        if (Counts.Open == 0)
        {
            return parts;
        }

        if (Outlook.PerSecond is { } rate)
        {
            parts.Add(
                $"{(rate is > 0 and < 10 ? rate.ToString("0.0", CultureInfo.InvariantCulture) : Number((long)rate))}/s"
            );
        }

        if (Outlook.End is { } end)
        {
            parts.Add(
                $"{(Outlook.IsHeld ? "would end" : "ends")} about "
                    + $"{TimeZoneInfo.ConvertTime(end, zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture)}"
            );
        }

        if (Outlook.Deadline is { } deadline)
        {
            parts.Add(
                "deadline "
                    + $"{TimeZoneInfo.ConvertTime(deadline, zone).ToString("HH:mm", CultureInfo.InvariantCulture)}"
                    + Verdict()
            );
        }

        return parts;

        string Verdict() =>
            Outlook.Late switch
            {
                null => "",
                { } late when late <= TimeSpan.Zero => ": met",
                { TotalHours: >= 1 } late => $": late by {(int)late.TotalHours} h {late.Minutes} min",
                { TotalMinutes: >= 1 } late => $": late by {(int)late.TotalMinutes} min",
                _ => ": late by less than a minute",
            };
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
