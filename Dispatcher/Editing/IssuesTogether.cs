using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Editing;

/// <summary>
/// Compares an issue with the others and with what was sent: a title that was used before, a tag or an audience that
/// is nearly the same as one that is known. Pure.
/// </summary>
internal static class IssuesTogether
{
    /// <param name="asked">The issues that the check is about.</param>
    /// <param name="all">All issues of the folder.</param>
    public static IEnumerable<Problem> Problems(
        IReadOnlyList<Issue> asked,
        IReadOnlyList<Issue> all,
        KnownToCheck known
    ) =>
        asked
            .SelectMany(issue =>
                (Problem?[])[OfTitle(issue, all, known), OfAudience(issue, known), .. OfTags(issue, all)]
            )
            .OfType<Problem>();

    private static Problem? OfTitle(Issue issue, IReadOnlyList<Issue> all, KnownToCheck known)
    {
        var other =
            all.Where(one => one.File != issue.File && IsSame(one.Title, issue.Title))
                .Select(one => one.File)
                .FirstOrDefault()
            ?? known
                .Dispatched.Where(one =>
                    one.IssueSlug is not null
                    && one.IssueSlug != issue.Slug
                    && one.Title is not null
                    && IsSame(one.Title, issue.Title)
                )
                .Select(one => $"the issue of {one.SlotDate:yyyy-MM-dd}")
                .FirstOrDefault();
        return other is null
            ? null
            : Findings.TitleUsed.At(
                issue.File,
                issue.KeyLines.GetValueOrDefault("title"),
                0,
                $"{other} has the same title; readers and the archive cannot tell them apart. Give this one another."
            );
    }

    private static Problem? OfAudience(Issue issue, KnownToCheck known)
    {
        if (AudienceLook.Fixed.Contains(issue.Audience) || known.Tags?.Contains(issue.Audience) == true)
        {
            return null;
        }

        var meant = AudienceLook.MeantBy(issue.Audience, known.Tags ?? []);
        return meant is null && known.Tags is null
            ? null
            : Findings.AudienceUnknown.At(
                issue.File,
                issue.KeyLines.GetValueOrDefault("audience"),
                0,
                $"audience {IssueKeys.Quoted(issue.Audience)} has nobody in it, because no subscriber has this tag"
                    + (meant is null ? "; give the tag to somebody, or write all." : $"; did you mean {meant}?")
            );
    }

    private static IEnumerable<Problem> OfTags(Issue issue, IReadOnlyList<Issue> all)
    {
        var others = all.Where(one => one.File != issue.File).SelectMany(one => one.Tags).Distinct().ToList();
        foreach (var tag in issue.Tags.Where(tag => !others.Contains(tag)))
        {
            if (DidYouMean.Closest(tag, others) is { } near)
            {
                yield return Findings.TagNear.At(
                    issue.File,
                    issue.KeyLines.GetValueOrDefault("tags"),
                    0,
                    $"the tag {IssueKeys.Quoted(tag)} is new, and other issues have {near}; did you mean that?"
                );
            }
        }
    }

    private static bool IsSame(string one, string other) =>
        string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);
}
