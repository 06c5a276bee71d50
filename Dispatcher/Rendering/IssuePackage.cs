using System.Text;
using Newsletter.Dispatcher.Rendering.Templates;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>
/// Everything an issue is made of, as bytes by name: its source, its images, the templates. Frozen with a dispatch, so
/// that the last message says the same as the first, whatever is edited meanwhile.
/// </summary>
/// <param name="File">The issue file as messages name it.</param>
/// <param name="Images">By the path that stands in the Markdown.</param>
/// <param name="Templates">By name, as <see cref="TemplateSet"/> has them.</param>
/// <param name="Notice">Set when it tells those who have a wrong issue of its correction; null for an issue.</param>
internal sealed record IssuePackage(
    string File,
    byte[] Source,
    IReadOnlyDictionary<string, byte[]> Images,
    IReadOnlyDictionary<string, string> Templates,
    CorrectionText? Notice = null
)
{
    private const string SourcePrefix = "issue/";
    private const string ImagePrefix = "image/";
    private const string TemplatePrefix = "template/";
    private const string NoticeNote = "notice/note";

    /// <summary>As rows of <c>dispatch_files</c>.</summary>
    public IReadOnlyDictionary<string, byte[]> Freeze()
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [SourcePrefix + File] = Source };
        foreach (var (path, content) in Images)
        {
            files[ImagePrefix + path] = content;
        }

        foreach (var (name, source) in Templates)
        {
            files[TemplatePrefix + name] = Encoding.UTF8.GetBytes(source);
        }

        if (Notice is not null)
        {
            files[NoticeNote] = Encoding.UTF8.GetBytes(Notice.Note ?? "");
        }

        return files;
    }

    /// <summary>True when two packages, as rows of <c>dispatch_files</c>, make the same messages.</summary>
    public static bool IsSame(IReadOnlyDictionary<string, byte[]> one, IReadOnlyDictionary<string, byte[]> other) =>
        one.Count == other.Count
        && one.All(file => other.TryGetValue(file.Key, out var content) && content.AsSpan().SequenceEqual(file.Value));

    /// <summary>Back from the rows of <c>dispatch_files</c>.</summary>
    public static IssuePackage Thaw(IReadOnlyDictionary<string, byte[]> files)
    {
        var source = files.Single(file => file.Key.StartsWith(SourcePrefix, StringComparison.Ordinal));
        return new IssuePackage(
            source.Key[SourcePrefix.Length..],
            source.Value,
            Under(ImagePrefix).ToDictionary(file => file.Key, file => file.Value, StringComparer.Ordinal),
            Under(TemplatePrefix)
                .ToDictionary(file => file.Key, file => Encoding.UTF8.GetString(file.Value), StringComparer.Ordinal),
            files.TryGetValue(NoticeNote, out var note)
                ? new CorrectionText(note is [] ? null : Encoding.UTF8.GetString(note))
                : null
        );

        IEnumerable<KeyValuePair<string, byte[]>> Under(string prefix) =>
            files
                .Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(file => KeyValuePair.Create(file.Key[prefix.Length..], file.Value));
    }
}
