using MimeKit;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Mime;

namespace Newsletter.Dispatcher.Rendering.Preview;

/// <summary>
/// A finished mail as a mail program takes it apart: nothing is rendered a second time, so what is shown is what is
/// sent. The images are within the HTML, so that a browser shows them.
/// Tests: ShownMailTests.
/// </summary>
/// <param name="From">The name that inboxes show; the address where there is no name.</param>
/// <param name="HtmlBytes">The size of the HTML as it is sent, without images.</param>
internal sealed record ShownMail(string From, string Subject, string Html, string Text, int HtmlBytes)
{
    /// <param name="linked">The images that the mail only links to, by their address: before the issue is sent, nobody
    /// answers there.</param>
    public static async Task<ShownMail> OfAsync(
        OutgoingMessage message,
        IReadOnlyDictionary<string, byte[]> linked,
        CancellationToken cancellationToken
    )
    {
        using var bytes = new MemoryStream();
        await message.WriteToAsync(bytes, cancellationToken);
        bytes.Position = 0;
        using var mail = await MimeMessage.LoadAsync(bytes, cancellationToken);
        var html = (mail.HtmlBody ?? "").ReplaceLineEndings("\n");
        var size = System.Text.Encoding.UTF8.GetByteCount(html);
        foreach (
            var part in mail
                .BodyParts.OfType<MimePart>()
                .Where(part => part is { ContentId: not null, Content: not null })
        )
        {
            using var content = new MemoryStream();
            await part.Content!.DecodeToAsync(content, cancellationToken);
            html = Within(html, $"cid:{part.ContentId}", content.ToArray());
        }

        foreach (var (address, content) in linked)
        {
            html = Within(html, address, content);
        }

        var from = mail.From.Mailboxes.First();
        return new(
            from.Name is { Length: > 0 } name ? name : from.Address,
            mail.Subject ?? "",
            html,
            (mail.TextBody ?? "").ReplaceLineEndings("\n"),
            size
        );
    }

    /// <summary>An image that is none, such as a missing one, keeps its address: a browser then shows its
    /// description.</summary>
    private static string Within(string html, string address, byte[] content) =>
        IssueImages.ContentTypeOf(content) is { } type
            ? html.Replace(
                $"\"{address}\"",
                $"\"data:{type};base64,{Convert.ToBase64String(content)}\"",
                StringComparison.Ordinal
            )
            : html;
}
