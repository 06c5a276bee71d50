using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Scriban;

namespace Newsletter.Dispatcher.Approvals;

/// <summary>
/// What an approval is of: a SHA-256 over the bytes of an issue, the images that it shows and the templates that it
/// uses. Pure.
/// </summary>
/// <remarks>
/// The line <c>status:</c> does not count, so an issue can be approved as a draft and released afterwards; readers
/// never see it. Every other byte of the file counts. A template that the issue does not use does not count.
/// </remarks>
/// <param name="Value">In hexadecimal.</param>
/// <param name="Parts">The files, in the order in which they were hashed.</param>
internal sealed partial record IssuePrint(string Value, IReadOnlyList<PrintPart> Parts)
{
    private const string NoFile = "none";

    /// <summary>The parts as the table keeps them.</summary>
    public string PartsJson { get; } = JsonSerializer.Serialize(Parts);

    /// <param name="package">A package of an issue without errors of reading.</param>
    public static IssuePrint Of(IssuePackage package, NewsletterSettings newsletter)
    {
        var issue = package.Reading.Issue!;
        var (templates, _) = TemplateSet.Parse(package.Templates);
        List<PrintPart> parts =
        [
            new("issue", issue.File, Digest(WithoutStatus(package.Source, issue.KeyLines))),
            .. Images(package, templates, newsletter)
                .Select(name => new PrintPart("image", name, Digest(package.Images[name]))),
            .. package
                .NeededTemplates(templates, newsletter)
                .Order(StringComparer.Ordinal)
                .Select(name => new PrintPart(
                    "template",
                    $"templates/{name}",
                    package.Templates.TryGetValue(name, out var source)
                        ? Digest(Encoding.UTF8.GetBytes(source))
                        : NoFile
                )),
        ];
        return new(Digest(JsonSerializer.SerializeToUtf8Bytes(parts)), parts);
    }

    /// <summary>The files that differ from an earlier print, as words for people; empty when none does.</summary>
    /// <param name="parts"><see cref="PartsJson"/> of the earlier print.</param>
    public IReadOnlyList<string> ChangesSince(string parts)
    {
        var before = (JsonSerializer.Deserialize<List<PrintPart>>(parts) ?? []).ToDictionary(Key, part => part.Digest);
        var now = Parts.ToDictionary(Key, part => part.Digest);
        return
        [
            .. Parts
                .Where(part => !before.TryGetValue(Key(part), out var digest) || digest != part.Digest)
                .Select(part => Words(part, before.ContainsKey(Key(part)) ? "" : " (new)")),
            .. before.Keys.Where(key => !now.ContainsKey(key)).Select(key => Words(key, " (gone)")),
        ];

        static (string Kind, string Name) Key(PrintPart part) => (part.Kind, part.Name);
    }

    private static string Words(PrintPart part, string what) => Words((part.Kind, part.Name), what);

    private static string Words((string Kind, string Name) part, string what) =>
        part.Kind == "issue" ? $"the text of {part.Name}{what}" : $"the {part.Kind} {part.Name}{what}";

    /// <summary>The images of the text, of the template and of the look; not those of the correction's mail.</summary>
    private static IEnumerable<string> Images(
        IssuePackage package,
        TemplateSet templates,
        NewsletterSettings newsletter
    )
    {
        var issue = package.Reading.Issue!;
        var body = package.Body(issue, newsletter);
        var ofPage = LetterPictures.Of(templates, issue.Template, Template.Parse(body.HtmlTemplate, issue.File));
        return package
            .Images.Keys.Where(name =>
                body.Images.Any(image => image.Path == name)
                || ofPage.Any(shown => shown == name || name.StartsWith($"{shown}.", StringComparison.Ordinal))
            )
            .Order(StringComparer.Ordinal);
    }

    /// <summary>
    /// The file without the line <c>status:</c>, where that line holds the status alone; otherwise the whole file.
    /// </summary>
    private static byte[] WithoutStatus(byte[] source, IReadOnlyDictionary<string, int> keyLines)
    {
        if (!keyLines.TryGetValue("status", out var line))
        {
            return source;
        }

        var start = 0;
        for (var i = 1; i < line && start < source.Length; i++)
        {
            start = EndOfLine(source, start);
        }

        var end = EndOfLine(source, start);
        return StatusLine.IsMatch(Encoding.UTF8.GetString(source.AsSpan(start, end - start)))
            ? [.. source.AsSpan(0, start), .. source.AsSpan(end)]
            : source;
    }

    /// <summary>The offset behind the line end; the length of the file where the last line has none.</summary>
    private static int EndOfLine(byte[] source, int start) =>
        source.AsSpan(start).IndexOf((byte)'\n') is >= 0 and var at ? start + at + 1 : source.Length;

    private static string Digest(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    [GeneratedRegex("""\Astatus:[ ]*["']?(draft|ready)["']?[ ]*\r?\n?\z""", RegexOptions.CultureInvariant)]
    private static partial Regex StatusLine { get; }
}
