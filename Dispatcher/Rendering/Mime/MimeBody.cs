using System.Text;

namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>
/// Writes the body of a message: plain text first, HTML last (RFC 2046 5.1.4), with the images beside the HTML when
/// they are sent inside the mail. The boundaries belong to the dispatch: they are the same in all its messages and at
/// each rendering.
/// Tests: MessageComposerTests.
/// </summary>
internal static class MimeBody
{
    private const string TextHeader =
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
    private const string HtmlHeader =
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";

    /// <summary>The value of the message's Content-Type header.</summary>
    public static string ContentType(string name) => $"multipart/alternative;\r\n\tboundary=\"{Outer(name)}\"";

    /// <param name="name">Letters and digits; the same for all messages of a dispatch.</param>
    /// <param name="images">Finished parts, shared by all messages of a dispatch.</param>
    public static MimeFrame Frame(string name, IReadOnlyList<ReadOnlyMemory<byte>> images)
    {
        var beforeText = Ascii($"--{Outer(name)}\r\n{TextHeader}");
        var end = Ascii($"\r\n--{Outer(name)}--\r\n");
        if (images.Count == 0)
        {
            return new(beforeText, Ascii($"\r\n--{Outer(name)}\r\n{HtmlHeader}"), [end]);
        }

        var related = $"Content-Type: multipart/related; type=\"text/html\";\r\n\tboundary=\"{Inner(name)}\"\r\n\r\n";
        var beforeImage = Ascii($"\r\n--{Inner(name)}\r\n");
        return new(
            beforeText,
            Ascii($"\r\n--{Outer(name)}\r\n{related}--{Inner(name)}\r\n{HtmlHeader}"),
            [
                .. images.SelectMany(image => new ReadOnlyMemory<byte>[] { beforeImage, image }),
                Ascii($"\r\n--{Inner(name)}--\r\n"),
                end,
            ]
        );

        static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
    }

    /// <summary>The body of two finished texts.</summary>
    public static ReadOnlyMemory<byte>[] Write(MimeFrame frame, string text, string html) =>
        [
            frame.BeforeText,
            QuotedPrintable.Encode(text),
            frame.BeforeHtml,
            QuotedPrintable.Encode(html),
            .. frame.AfterHtml,
        ];

    /// <summary>An image as one part, in base64.</summary>
    /// <param name="contentId">The name that <c>cid:</c> refers to (RFC 2392), without brackets.</param>
    /// <param name="fileName">ASCII.</param>
    public static ReadOnlyMemory<byte> Image(string contentId, string contentType, string fileName, byte[] content) =>
        Encoding.ASCII.GetBytes(
            $"Content-Type: {contentType}\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <{contentId}>\r\n"
                + $"Content-Disposition: inline; filename=\"{fileName}\"\r\n\r\n"
                + Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\r\n")
        );

    // "=_" never occurs in quoted-printable text, so no text contains a boundary by chance (RFC 2045 6.7).
    private static string Outer(string name) => $"=_{name}.a";

    private static string Inner(string name) => $"=_{name}.r";
}
