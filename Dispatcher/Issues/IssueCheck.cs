using System.Globalization;

namespace Newsletter.Dispatcher.Issues;

/// <summary>Checks an issue for faults of content, such as an empty text or a long subject. Pure.</summary>
internal static class IssueCheck
{
    /// <summary>RFC 5322 2.1.1 recommends lines of at most 78 characters; inboxes show less.</summary>
    public const int LongSubject = 78;

    /// <param name="hasTerms">True when the newsletter has a price, so that subscribers are on trial or have
    /// paid.</param>
    public static IEnumerable<Problem> Problems(Issue issue, bool hasTerms = true)
    {
        if (string.IsNullOrWhiteSpace(issue.Title))
        {
            yield return Findings.TitleMissing.At(
                issue.File,
                Line(issue, "title"),
                0,
                "there is no title. Add a line title: with the headline of the issue."
            );
        }

        if (string.IsNullOrWhiteSpace(issue.Subject))
        {
            yield return Findings.SubjectEmpty.At(
                issue.File,
                Line(issue, "subject"),
                0,
                "subject is empty; write it, or delete the line."
            );
        }

        var length = new StringInfo(issue.Subject).LengthInTextElements;
        if (length > LongSubject && !issue.Subject.Contains("{{", StringComparison.Ordinal))
        {
            yield return Findings.SubjectLong.At(
                issue.File,
                issue.KeyLines.ContainsKey("subject") ? Line(issue, "subject") : Line(issue, "title"),
                0,
                $"the subject has {length} characters and inboxes cut it off; keep it within {LongSubject}."
            );
        }

        if (string.IsNullOrWhiteSpace(issue.Preheader))
        {
            yield return Findings.PreheaderMissing.At(
                issue.File,
                Line(issue, "title"),
                0,
                "there is no preheader, so inboxes show the first words of the page instead. Add a line preheader: "
                    + "with one sentence."
            );
        }

        if (NeedsTerms(issue.Audience) && !hasTerms)
        {
            yield return Findings.AudienceNobody.At(
                issue.File,
                Line(issue, "audience"),
                0,
                $"audience \"{issue.Audience}\" has nobody in it, because Newsletter:AnnualPrice is not set; set it, "
                    + "or write all or a tag."
            );
        }

        if (string.IsNullOrWhiteSpace(issue.Body))
        {
            yield return Findings.BodyEmpty.At(
                issue.File,
                issue.BodyLine,
                0,
                "there is no text after the front matter."
            );
        }
    }

    private static bool NeedsTerms(string audience) => audience is "trial" or "paid";

    private static int Line(Issue issue, string key) => issue.KeyLines.GetValueOrDefault(key, 1);
}
