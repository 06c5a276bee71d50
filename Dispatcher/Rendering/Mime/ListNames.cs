using System.Text;

namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>
/// The name of a newsletter in headers (RFC 2919 2): plain, and the same as long as the newsletter keeps its name.
/// Tests: MessageComposerTests.
/// </summary>
internal static class ListNames
{
    public static string Of(string newsletter)
    {
        var name = string.Concat(
                newsletter
                    .ToLowerInvariant()
                    .Normalize(NormalizationForm.FormD)
                    .Select(c =>
                        char.IsAsciiLetterOrDigit(c) ? c
                        : char.IsWhiteSpace(c) || c is '-' ? '-'
                        : '\0'
                    )
                    .Where(c => c != '\0')
            )
            .Trim('-');
        return name.Length > 0 ? name : "newsletter";
    }
}
