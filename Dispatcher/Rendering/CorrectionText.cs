using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>Makes of a corrected issue the mail to those who have the wrong one.</summary>
/// <param name="Note">What was wrong, in the editor's words; null when there is nothing to say.</param>
internal sealed record CorrectionText(string? Note)
{
    public const string Template = "correction";

    public static Issue Apply(Issue issue) =>
        issue with
        {
            Template = Template,
            Subject = $"Correction: {issue.Subject}",
        };
}
