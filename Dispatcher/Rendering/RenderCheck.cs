using System.Text;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tokens;

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
        ("a subscriber with a name", Recipient.Sample("ana@example.com")),
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
            }
        ),
    ];

    public static IEnumerable<Problem> Problems(CompiledIssue issue, NewsletterSettings newsletter)
    {
        var links = new LinkBook(newsletter.BaseUrl, new SignedToken([new SigningKey("x", new byte[32])]));
        var largest = 0;
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
                            new ReaderValues(recipient, links).Unsubscribe,
                            issue.Issue.Body
                        ),
                        newsletter
                    )
                );
            }

            largest = Math.Max(largest, Encoding.UTF8.GetByteCount(rendered.Html));
        }

        foreach (var finding in findings.Concat(issue.TemplateProblems()))
        {
            yield return finding;
        }

        if (largest > GmailClip)
        {
            yield return Problem.Warning(
                issue.Issue.File,
                0,
                0,
                $"the HTML has {largest / 1024} kB, and Gmail hides what comes after 102 kB, the unsubscribe link "
                    + "too; shorten the issue."
            );
        }
    }
}
