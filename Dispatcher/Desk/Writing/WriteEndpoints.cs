using Microsoft.AspNetCore.Http.Features;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Rendering.Preview;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Desk.Writing;

/// <summary>
/// What the script of the writing page asks for: the preview after a keystroke, the draft, an image, and the mail in
/// the
/// frame. Tests: WritePageTests.
/// </summary>
internal static class WriteEndpoints
{
    /// <summary>An image, or a text of which each character takes three when it is sent.</summary>
    public const long MostBytes = IssueImages.MaxBytes + (1024 * 1024);

    public static void MapWriting(this IEndpointRouteBuilder routes)
    {
        var large = new LargeBodyAttribute(MostBytes);
        routes.MapPost("/desk/issues/{slug}/live", LiveAsync).WithMetadata(large);
        routes.MapPost("/desk/issues/{slug}/draft", DraftAsync).WithMetadata(large);
        routes.MapPost("/desk/issues/{slug}/image", ImageAsync).WithMetadata(large);
        routes.MapLook("/desk/issues/{slug}/mail/{key}/{view}", Mail);
    }

    private static async Task<IResult> LiveAsync(
        string slug,
        HttpContext context,
        SeenTexts texts,
        IssuePreviews previews,
        CancellationToken cancellationToken
    )
    {
        if (!Slug.IsValid(slug) || await FormAsync(context) is not { } form)
        {
            return TypedResults.BadRequest();
        }

        var typed = TypedIssue.Of(form);
        var (source, fault) = typed.On(await texts.FindAsync(slug, typed.Seen, cancellationToken));
        var answer = await previews.DrawAsync(
            DeskPerson.Of(context.User)!.AccountId,
            slug,
            source,
            form["reader"].ToString(),
            typed.IsWhole,
            cancellationToken
        );
        return TypedResults.Json(
            fault is null
                ? answer
                : answer with
                {
                    Findings = [new("error", 0, "front matter", fault, ""), .. answer.Findings],
                }
        );
    }

    /// <summary>Keeps what was typed, or forgets it when nothing differs from the file.</summary>
    private static async Task<IResult> DraftAsync(
        string slug,
        HttpContext context,
        SeenTexts texts,
        IssueDraftTable drafts,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (!Slug.IsValid(slug) || await FormAsync(context) is not { } form)
        {
            return TypedResults.BadRequest();
        }

        var (typed, account) = (TypedIssue.Of(form), WritingPerson.AccountOf(context.User));
        var began = await texts.FindAsync(slug, typed.Seen, cancellationToken);
        var (source, _) = typed.On(began);
        if (source.Bytes.Length > IssueFile.MaxBytes)
        {
            return TypedResults.Json(new { Fault = IssueFile.TooLarge(slug, source.Bytes.Length).Message });
        }

        try
        {
            if (began is not null && source.Bytes.AsSpan().SequenceEqual(began))
            {
                await drafts.DiscardAsync(account, slug, cancellationToken);
            }
            else
            {
                await drafts.KeepAsync(
                    account,
                    new(slug, clock.GetUtcNow(), typed.Seen, source.Shown),
                    cancellationToken
                );
            }

            return TypedResults.Json(new { Fault = (string?)null });
        }
        catch (Exception e) when (e is SqliteException or StorageException)
        {
            return TypedResults.Json(
                new
                {
                    Fault = "The draft could not be kept: the database does not take it. Save the "
                        + "issue, or copy the text.",
                }
            );
        }
    }

    private static async Task<IResult> ImageAsync(
        string slug,
        HttpContext context,
        ImageFiles images,
        AuditBook audit,
        CancellationToken cancellationToken
    )
    {
        if (!Slug.IsValid(slug) || await FormAsync(context) is not { Files: [var file, ..] })
        {
            return TypedResults.BadRequest();
        }

        return TypedResults.Json(await AddAsync(slug, file, images, audit, context, cancellationToken));
    }

    /// <summary>Takes an image for an issue, and writes the audit.</summary>
    public static async Task<AddedImage> AddAsync(
        string slug,
        IFormFile file,
        ImageFiles images,
        AuditBook audit,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (file.Length > IssueImages.MaxBytes)
        {
            return AddedImage.Refused(
                $"the image has more than {IssueImages.MaxBytes / 1024 / 1024} MB. Make it smaller."
            );
        }

        using var content = new MemoryStream((int)file.Length);
        await file.CopyToAsync(content, cancellationToken);
        var added = images.Add(slug, file.FileName, content.ToArray());
        if (added.Path is { } path)
        {
            var person = DeskPerson.Of(context.User)!;
            await audit.RecordAsync(
                new(
                    person.Actor,
                    "issue.image",
                    $"issue:{slug}",
                    path,
                    Reason: null,
                    ClientNetwork.Of(context.Connection.RemoteIpAddress)
                ),
                cancellationToken
            );
        }

        return added;
    }

    private static IResult Mail(string slug, string key, string view, HttpContext context, PreviewShelf shelf)
    {
        if (shelf.Find(DeskPerson.Of(context.User)!.AccountId, key) is not { } mail)
        {
            return TypedResults.NotFound();
        }

        var headers = context.Response.Headers;
        if (PreviewViews.LookOf(view) is not { } look)
        {
            // The page that holds the frame keeps its place, which it may do in a frame of its own origin only.
            headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'self'; sandbox allow-same-origin";
            return TypedResults.Text(mail.Text);
        }

        headers.ContentSecurityPolicy = MailFrame.Policy(look);
        return TypedResults.Content(MailFrame.Html(mail.Html, look), "text/html; charset=utf-8");
    }

    /// <summary>The form of a request; null for a body that is none, or is broken.</summary>
    private static async Task<IFormCollection?> FormAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            return null;
        }

        try
        {
            var options = new FormOptions { MultipartBodyLengthLimit = MostBytes, BufferBodyLengthLimit = MostBytes };
            return await TimedBody.ReadAsync(context, token => context.Request.ReadFormAsync(options, token));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
