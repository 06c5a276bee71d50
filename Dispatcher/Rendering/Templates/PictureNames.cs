using System.Security.Cryptography;
using System.Text;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>
/// The names that pictures of templates and of the look have among the images of an issue. No image of an issue's text
/// has such a name, because a path may not begin with <c>~</c>. Tests: LetterPicturesTests.
/// </summary>
internal static class PictureNames
{
    /// <summary>The logo, without the end that says its type.</summary>
    public const string Logo = LookFolder + "logo";

    /// <summary>The logo for dark screens, without the end that says its type.</summary>
    public const string LogoDark = LookFolder + "logo-dark";

    private const string TemplateFolder = "~templates/";
    private const string LookFolder = "~look/";

    public static string OfTemplate(string path) => TemplateFolder + path;

    /// <summary>The path of a picture beside the templates; null for another name.</summary>
    public static string? PathOf(string name) =>
        name.StartsWith(TemplateFolder, StringComparison.Ordinal) ? name[TemplateFolder.Length..] : null;

    /// <summary>True for a name that an image of an issue can have: of its text, of its template or of the
    /// look.</summary>
    public static bool IsFrozen(string name) =>
        IssueImages.Fault(
            PathOf(name) ?? (name.StartsWith(LookFolder, StringComparison.Ordinal) ? name[LookFolder.Length..] : name)
        )
            is null;

    /// <summary>What <c>cid:</c> refers to in a mail (RFC 2392).</summary>
    public static string ContentId(string name) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 8))}@image";
}
