using System.Text;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>
/// Writes the body of a message: plain text first, HTML last (RFC 2046 5.1.4), with the images beside the HTML where they
/// travel inside the mail. Boundaries are made from the Message-ID, so that the same delivery is always the same bytes.
/// </summary>
internal static class MimeBody
{
    private const string TextHeader = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
    private const string HtmlHeader = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";

    /// <summary>The value of the message's Content-Type header.</summary>
    public static string ContentType(string name) => $"multipart/alternative;\r\n\tboundary=\"{Outer(name)}\"";

    /// <param name="name">Unique to the delivery; letters and digits.</param>
    /// <param name="images">Finished parts, shared by all messages of a dispatch.</param>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Write(string name, string text, string html, IReadOnlyList<ReadOnlyMemory<byte>> images)
    {
        var body = new List<ReadOnlyMemory<byte>>();
        Line($"--{Outer(name)}\r\n{TextHeader}");
        body.Add(QuotedPrintable.Encode(text));
        if (images.Count == 0)
        {
            Line($"\r\n--{Outer(name)}\r\n{HtmlHeader}");
            body.Add(QuotedPrintable.Encode(html));
        }
        else
        {
            Line($"\r\n--{Outer(name)}\r\nContent-Type: multipart/related; type=\"text/html\";\r\n\tboundary=\"{Inner(name)}\"\r\n\r\n");
            Line($"--{Inner(name)}\r\n{HtmlHeader}");
            body.Add(QuotedPrintable.Encode(html));
            foreach (var image in images)
            {
                Line($"\r\n--{Inner(name)}\r\n");
                body.Add(image);
            }

            Line($"\r\n--{Inner(name)}--\r\n");
        }

        Line($"\r\n--{Outer(name)}--\r\n");
        return body;

        void Line(string ascii) => body.Add(Encoding.ASCII.GetBytes(ascii));
    }

    /// <summary>An image as a part of its own, in base64.</summary>
    /// <param name="contentId">What <c>cid:</c> names (RFC 2392), without brackets.</param>
    /// <param name="fileName">ASCII.</param>
    public static ReadOnlyMemory<byte> Image(string contentId, string contentType, string fileName, byte[] content) =>
        Encoding.ASCII.GetBytes(
            $"Content-Type: {contentType}\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <{contentId}>\r\n"
            + $"Content-Disposition: inline; filename=\"{fileName}\"\r\n\r\n"
            + Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\r\n"));

    // "=_" never stands in quoted-printable text, so a boundary cannot be met by chance (RFC 2045 6.7).
    private static string Outer(string name) => $"=_{name}.a";

    private static string Inner(string name) => $"=_{name}.r";
}
