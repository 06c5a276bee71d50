using System.Globalization;
using System.Text;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>
/// Finds faults that only a rendering shows: templates that fail for some readers, pages without what they must have,
/// and mails that Gmail would cut.
/// Tests: MessageComposerTests.
/// </summary>
internal static class RenderCheck
{
    /// <summary>
    /// Gmail shows no more than this of a message's HTML and hides the rest behind a link, including the footer.
    /// </summary>
    public const int GmailClip = 102 * 1024;

    /// <summary>
    /// The readers for whom each issue must render: one with all data, one with none, and one with hostile data.
    /// </summary>
    private static readonly (string Who, Recipient Recipient)[] Readers =
    [
        (
            "a subscriber with a name",
            Recipient.Sample("ana@example.com") with
            {
                Term = "trial",
                TermEndsAt = DateTimeOffset.UnixEpoch,
            }
        ),
        (
            "a subscriber with no name",
            Recipient.Sample("nobody@example.com") with
            {
                FirstName = null,
                LastName = null,
            }
        ),
        (
            "a subscriber whose name is HTML",
            Recipient.Sample("eve@example.com") with
            {
                FirstName = "<script>alert(1)</script>",
                LastName = "{{ 7 * 7 }}",
                Term = "paid",
            }
        ),
    ];

    public static IEnumerable<Problem> Problems(CompiledIssue issue, NewsletterSettings newsletter)
    {
        var links = LinkBook.Sample(newsletter);
        var (largest, longest) = (0, 0);
        var findings = new List<Problem>();
        foreach (var (who, recipient) in Readers)
        {
            if (issue.Render(recipient, links, out var problem) is not { } rendered)
            {
                yield return problem! with
                {
                    Message = $"{problem.Message} (for {who})",
                };
                yield break;
            }

            if (findings.Count == 0)
            {
                var (html, text) = issue.TemplateFiles;
                findings.AddRange(
                    PageCheck.Problems(
                        new(
                            rendered.Html,
                            rendered.Text,
                            html,
                            text,
                            new ReaderValues(recipient, links, newsletter).Unsubscribe,
                            issue.Issue.Body
                        ),
                        newsletter
                    )
                );
            }

            if (issue.Subject?.Of(new(recipient, links, newsletter), links, out _) is { Length: 0 })
            {
                yield return Findings.SubjectEmpty.At(
                    issue.Issue.File,
                    SubjectLine(issue),
                    0,
                    $"the subject is empty for {who}; write | default \"…\" into its placeholder, or a word beside it."
                );
                yield break;
            }

            largest = Math.Max(largest, Encoding.UTF8.GetByteCount(rendered.Html));
            longest = Math.Max(longest, new StringInfo(rendered.Subject).LengthInTextElements);
            if (recipient == Readers[1].Recipient && issue.Subject is not null && longest > IssueCheck.LongSubject)
            {
                yield return Findings.SubjectLong.At(
                    issue.Issue.File,
                    SubjectLine(issue),
                    0,
                    $"the subject has {longest} characters for {Readers[0].Who} and inboxes cut it off; keep it within "
                        + $"{IssueCheck.LongSubject}."
                );
            }
        }

        foreach (var finding in findings.Concat(issue.TemplateProblems()))
        {
            yield return finding;
        }

        if (largest > GmailClip)
        {
            yield return Findings.GmailClip.At(
                issue.Issue.File,
                0,
                0,
                $"the HTML has {largest / 1024} kB, and Gmail hides what comes after 102 kB, the unsubscribe link "
                    + "too; shorten the issue."
            );
        }
    }

    private static int SubjectLine(CompiledIssue issue) =>
        issue.Issue.KeyLines.GetValueOrDefault("subject", issue.Issue.KeyLines.GetValueOrDefault("title"));
}
