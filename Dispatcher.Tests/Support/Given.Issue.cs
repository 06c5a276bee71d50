using System.Text;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>Input for tests with defaults; a test names only the values that it needs.</summary>
internal static partial class Given
{
    /// <summary>An issue with this body, as if it were in <c>issues/a.md</c> from line 5.</summary>
    public static Issue Issue(
        string body,
        string title = "Why the river moved",
        string? subject = null,
        string? preheader = "One line"
    ) =>
        new()
        {
            Slug = "a",
            File = "issues/a.md",
            Title = title,
            Subject = subject ?? title,
            Preheader = preheader,
            Body = body.ReplaceLineEndings("\n"),
            BodyLine = 5,
            KeyLines = new Dictionary<string, int> { ["title"] = 2 },
        };

    /// <summary>A file's content with front matter around these lines.</summary>
    public static byte[] IssueFile(string frontMatter, string body = "Text.\n") =>
        Encoding.UTF8.GetBytes($"---\n{frontMatter}\n---\n{body}");
}
