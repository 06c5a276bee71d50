using System.Text;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Issues.Writing;

/// <summary>
/// The text of an issue file as an editor sees it, beside what an editor does not see: the byte order mark and the kind
/// of line ends. A change keeps both. Pure.
/// </summary>
/// <param name="HasMark">True when the file begins with a byte order mark.</param>
/// <param name="Text">All of the file after the mark, with its own line ends.</param>
internal sealed partial record IssueSource(bool HasMark, string Text)
{
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    /// <returns>Null when the bytes are no UTF-8, so that writing the text would change them.</returns>
    public static IssueSource? Of(byte[] content)
    {
        var hasMark = content.AsSpan().StartsWith(Mark);
        try
        {
            return new(hasMark, Strict.GetString(hasMark ? content.AsSpan(Mark.Length) : content));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The bytes of the file.</summary>
    public byte[] Bytes => [.. HasMark ? Mark : [], .. Encoding.UTF8.GetBytes(Text)];

    /// <summary>The text with line ends as <c>\n</c>.</summary>
    public string Shown => WithPlainEnds(Text);

    /// <summary>The lines, each with its line end.</summary>
    public IReadOnlyList<string> Lines => [.. LineOfText.Matches(Text).Select(line => line.Value)];

    /// <summary>The line end of the first line; a line feed where there is none.</summary>
    public string LineEnd => FirstEnd.Match(Text) is { Success: true } end ? end.Value : "\n";

    /// <summary>The number of lines of the front matter with both fences; null where there is none.</summary>
    public int? FenceLines => FrontMatterFence.Find("", Shown.Split('\n'), out var end) is null ? end + 1 : null;

    /// <summary>The text between the fences, with line ends as <c>\n</c>; null where there is none.</summary>
    public string? FrontMatter => FenceLines is { } count ? string.Join('\n', Shown.Split('\n')[1..(count - 1)]) : null;

    /// <summary>
    /// What follows the front matter, with line ends as <c>\n</c>; null where there is no front matter.
    /// </summary>
    public string? Body => FenceLines is { } count ? WithPlainEnds(string.Concat(Lines.Skip(count))) : null;

    /// <summary>
    /// The same file with another text. A browser sends each line end as <c>\r\n</c>, so a text that differs in its
    /// line ends only changes nothing.
    /// </summary>
    public IssueSource WithText(string typed) => this with { Text = Merged(Text, typed) };

    /// <summary>The same file with another text after the front matter.</summary>
    /// <exception cref="InvalidOperationException">The file has no front matter.</exception>
    public IssueSource WithBody(string typed)
    {
        var count = FenceLines ?? throw new InvalidOperationException("The file has no front matter.");
        var head = string.Concat(Lines.Take(count));
        var body = Merged(string.Concat(Lines.Skip(count)), typed);
        var needsEnd = body.Length > 0 && head is not [.., '\n' or '\r'];
        return this with { Text = needsEnd ? head + LineEnd + body : head + body };
    }

    private string Merged(string old, string typed) =>
        WithPlainEnds(typed) is var plain && plain == WithPlainEnds(old)
            ? old
            : plain.Replace("\n", LineEnd, StringComparison.Ordinal);

    private static string WithPlainEnds(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private static UTF8Encoding Strict { get; } =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [GeneratedRegex(@"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex LineOfText { get; }

    [GeneratedRegex(@"\r\n|\n|\r", RegexOptions.CultureInvariant)]
    private static partial Regex FirstEnd { get; }
}
