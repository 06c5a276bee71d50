using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Names the files that may have been meant for an empty slot but cannot be read as issues, and the issues that nobody
/// would get. Pure.
/// Tests: SlotStartTests.
/// </summary>
internal static class SlotFaults
{
    /// <param name="readings">All files of the issues' folder, as read.</param>
    /// <param name="dispatched">Slots that have a dispatch; their issues are not meant for another slot.</param>
    /// <param name="most">How many files to name at most.</param>
    /// <returns>File, line and fault of each; null when there is no such file.</returns>
    public static string? OfUnreadable(
        IReadOnlyList<IssueReading> readings,
        IReadOnlyCollection<DispatchedSlot> dispatched,
        int most
    )
    {
        var sent = dispatched.Select(row => row.IssueSlug).ToHashSet(StringComparer.Ordinal);
        var faults = readings
            .Where(reading => reading.Issue is null)
            .Select(reading => reading.Problems.FirstOrDefault(problem => problem.Severity is Severity.Error))
            .OfType<Problem>()
            .Where(problem => !sent.Contains(Path.GetFileNameWithoutExtension(problem.File)))
            .Select(problem => problem.ToString())
            .Take(most)
            .ToList();
        return faults.Count == 0 ? null : string.Join("; ", faults);
    }

    /// <summary>Why an issue reaches nobody: the file, the line of its audience, and what to do.</summary>
    public static string OfNobody(Issue issue, AudienceLook look) =>
        Findings
            .AudienceUnknown.At(
                issue.File,
                issue.KeyLines.GetValueOrDefault("audience"),
                0,
                look.Nobody
                    ?? $"none of the {look.InWords} had signed up when this slot was due; the issue waits for the next."
            )
            .ToString();
}
