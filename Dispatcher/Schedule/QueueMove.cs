using System.Globalization;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Says why an issue cannot be moved or released, and which days it could have; pure.</summary>
/// <param name="queue">The queue as it is now.</param>
internal sealed class QueueMove(QueueNow queue)
{
    private const int MostOffered = 5;

    /// <summary>
    /// The days that an issue can be moved to: open slots that no other issue names. A slot that is due now is one of
    /// them: the issue goes out at once.
    /// </summary>
    /// <param name="slug">The issue that is moved; the day that it names now counts as its own.</param>
    /// <param name="days">How many days at most.</param>
    public IReadOnlyList<DateOnly> Days(string slug, int days)
    {
        var taken = Others(slug).Select(issue => issue.Date).OfType<DateOnly>().ToHashSet();
        return [.. queue.Open.All().Where(slot => !taken.Contains(slot.Date)).Select(slot => slot.Date).Take(days)];
    }

    /// <returns>Why the issue cannot be moved to the day, with days that are free; null when it can.</returns>
    public string? WhyNotTo(string slug, DateOnly date)
    {
        if (WhyNotChange(slug) is { } why)
        {
            return why;
        }

        var holder = Others(slug).FirstOrDefault(issue => issue.Date == date);
        return new DateRefusal(queue.Open, new HashSet<DateOnly>()).Why(date, holder) is { } refusal
            ? $"{refusal}; {Offer(slug)}"
            : null;
    }

    /// <returns>Why the issue cannot be released as it is; null when it can.</returns>
    public string? WhyNotRelease(string slug)
    {
        if (WhyNotChange(slug) is { } why)
        {
            return why;
        }

        var issue = queue.Waiting.First(one => one.Issue.Slug == slug).Issue;
        if (issue.Date is not { } date)
        {
            return null;
        }

        var holder = Others(slug).FirstOrDefault(other => other.Date == date && other.Status is IssueStatus.Ready);
        return new DateRefusal(queue.Open, new HashSet<DateOnly>()).Why(date, holder) is { } refusal
            ? $"{refusal}. Move the issue to another day first; {Offer(slug)}"
            : null;
    }

    /// <returns>Why nothing of the issue can be changed in the queue; null when it can.</returns>
    public string? WhyNotChange(string slug) =>
        queue.Dispatched.LastOrDefault(row => row.IssueSlug == slug) is { } sent
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"issues/{slug}.md was dispatched on {sent.SlotDate:yyyy-MM-dd}; "
                    + $"a change of the file would change nothing that was sent"
            )
        : queue.Waiting.Any(one => one.Issue.Slug == slug) ? null
        : $"there is no issue issues/{slug}.md that can be read; check it with: dispatcher issue check";

    private IEnumerable<Issue> Others(string slug) =>
        queue.Waiting.Select(one => one.Issue).Where(issue => issue.Slug != slug);

    private string Offer(string slug)
    {
        var days = Days(slug, MostOffered)
            .Select(date => date.ToString("ddd yyyy-MM-dd", CultureInfo.InvariantCulture))
            .ToList();
        return days.Count == 0 ? "no day is free." : $"free days: {string.Join(", ", days)}.";
    }
}
