using System.Globalization;
using System.Text;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Desk.Live;

/// <summary>
/// The curve of a send as paths of an SVG picture: what has gone out over time, the pace of each step, and the line to
/// the predicted end. Pure.
/// </summary>
/// <param name="Sent">The path of the line of all that went out.</param>
/// <param name="Area">The same as a surface.</param>
/// <param name="Pace">The path of the bars of each step's pace.</param>
/// <param name="Ahead">The path to the predicted end; empty when there is none.</param>
/// <param name="Deadline">The path of the upright line at the deadline; empty when it is not in the picture.</param>
/// <param name="From">When the picture begins.</param>
/// <param name="Until">When it ends.</param>
internal sealed record CurvePicture(
    string Sent,
    string Area,
    string Pace,
    string Ahead,
    string Deadline,
    DateTimeOffset From,
    DateTimeOffset Until
)
{
    public const int Width = 720;
    public const int Height = 200;

    /// <summary>Part of the height that the bars of the pace may take.</summary>
    private const double PaceShare = 0.35;

    /// <summary>What is further away than this does not squeeze the curve.</summary>
    private const int FarthestAhead = 4;

    /// <param name="recipients">All who are to get it: the top of the picture.</param>
    /// <param name="end">The predicted end; null when it is not known, or when the dispatch is over.</param>
    /// <param name="deadline">Null when there is none.</param>
    public static CurvePicture Of(SendCurve curve, long recipients, DateTimeOffset? end, DateTimeOffset? deadline)
    {
        var last = curve.From + (curve.Step * curve.Sent.Count);
        var farthest = curve.From + (Max(last - curve.From, TimeSpan.FromMinutes(1)) * FarthestAhead);
        var until = new[] { end, deadline }.Where(at => at > last && at <= farthest).Append(last).Max()!.Value;
        var (scale, top) = (Width / (until - curve.From).TotalSeconds, Math.Max(1, Math.Max(recipients, curve.Total)));
        double X(DateTimeOffset at) => (at - curve.From).TotalSeconds * scale;
        double Y(double count) => Height - (count / top * Height);

        var (line, sum) = (new StringBuilder($"M0 {Number(Y(0))}"), 0L);
        for (var step = 0; step < curve.Sent.Count; step++)
        {
            sum += curve.Sent[step];
            line.Append(CultureInfo.InvariantCulture, $"L{Number(X(curve.From + (curve.Step * (step + 1))))} ");
            line.Append(Number(Y(sum)));
        }

        var ahead =
            end is { } predicted && predicted > last
                ? $"M{Number(X(last))} {Number(Y(sum))}L{Number(Math.Min(Width, X(predicted)))} {Number(Y(recipients))}"
                : "";
        return new(
            line.ToString(),
            $"{line}L{Number(X(last))} {Height}L0 {Height}Z",
            Bars(curve, scale),
            ahead,
            deadline is { } by && by >= curve.From && by <= until ? $"M{Number(X(by))} 0L{Number(X(by))} {Height}" : "",
            curve.From,
            until
        );
    }

    private static string Bars(SendCurve curve, double scale)
    {
        var (most, width) = (Math.Max(1, curve.Sent.DefaultIfEmpty(0).Max()), curve.Step.TotalSeconds * scale);
        var bars = new StringBuilder();
        for (var step = 0; step < curve.Sent.Count; step++)
        {
            var height = (double)curve.Sent[step] / most * Height * PaceShare;
            if (height > 0)
            {
                bars.Append(CultureInfo.InvariantCulture, $"M{Number(step * width)} {Height}");
                bars.Append(
                    CultureInfo.InvariantCulture,
                    $"v{Number(-height)}h{Number(width * 0.85)}v{Number(height)}z"
                );
            }
        }

        return bars.ToString();
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
