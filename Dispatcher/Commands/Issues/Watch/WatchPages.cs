using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Rendering.Preview;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Commands.Issues.Watch;

/// <summary>What a watch answers: the page and its files, the mail in each look, the state, and the events.</summary>
/// <remarks>
/// Links are signed with a key that is thrown away, so that no link of a reader that works is ever on the page.
/// Tests: WatchCommandTests.
/// </remarks>
/// <param name="given">The reader of <c>--as</c>.</param>
internal sealed class WatchPages(
    WatchSession session,
    ChosenReader given,
    NewsletterSettings newsletter,
    TimeProvider clock,
    CancellationToken stop
)
{
    /// <summary>The page itself: nothing but its own files, and the mail in a frame.</summary>
    private const string PagePolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; "
        + "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string AssetPrefix = "Newsletter.Dispatcher.Commands.Issues.Watch.Assets.";

    /// <summary>A comment in the stream shows whether the browser is still there.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private static readonly JsonSerializerOptions JsonForm = new(JsonSerializerDefaults.Web);

    private readonly SignedToken _tokens = new([new SigningKey("watch", new byte[32])]);

    /// <param name="rest">The path after the secret.</param>
    public Task AnswerAsync(HttpContext context, string rest)
    {
        Secure(context.Response.Headers);
        return rest switch
        {
            "" => PageAsync(context),
            "watch.css" => AssetAsync(context, rest, "text/css; charset=utf-8"),
            "watch.js" => AssetAsync(context, rest, "text/javascript; charset=utf-8"),
            "icon.svg" => AssetAsync(context, rest, "image/svg+xml"),
            "state" => StateAsync(context),
            "events" => EventsAsync(context),
            _ when rest.StartsWith("mail/", StringComparison.Ordinal)
                    && MailLooks.Words.Find(rest["mail/".Length..]) is { } look => MailAsync(context, look),
            _ => Status(context, StatusCodes.Status404NotFound),
        };
    }

    /// <summary>An answer without content.</summary>
    public static Task Status(HttpContext context, int status)
    {
        Secure(context.Response.Headers);
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static void Secure(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = PagePolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    private async Task PageAsync(HttpContext context)
    {
        var page = Encoding.UTF8.GetString(await AssetAsync("watch.html"));
        var now = session.Current.Now;
        await SendAsync(
            context,
            "text/html; charset=utf-8",
            Encoding.UTF8.GetBytes(
                page.Replace("{{newsletter}}", WebUtility.HtmlEncode(newsletter.Name), StringComparison.Ordinal)
                    .Replace("{{file}}", WebUtility.HtmlEncode(now.File), StringComparison.Ordinal)
                    .Replace("{{readers}}", Readers(), StringComparison.Ordinal)
            )
        );
    }

    private string Readers() =>
        string.Concat(
            Choices()
                .Select(reader =>
                    $"<option value=\"{WebUtility.HtmlEncode(reader.Name)}\"{Selected(reader)}>"
                    + $"{WebUtility.HtmlEncode($"{reader.Name}: {reader.About}")}</option>"
                )
        );

    private string Selected(ChosenReader reader) => reader.Name == given.Name ? " selected" : "";

    private IEnumerable<ChosenReader> Choices() =>
        InventedReaders
            .All(clock.GetUtcNow())
            .Select(invented => new ChosenReader(invented.Name, invented.About, invented.Recipient))
            .Where(reader => reader.Name != given.Name)
            .Prepend(given);

    private static async Task AssetAsync(HttpContext context, string name, string type) =>
        await SendAsync(context, type, await AssetAsync(name));

    private static async Task<byte[]> AssetAsync(string name)
    {
        await using var stream = typeof(WatchPages).Assembly.GetManifestResourceStream(AssetPrefix + name)!;
        using var content = new MemoryStream();
        await stream.CopyToAsync(content);
        return content.ToArray();
    }

    private async Task StateAsync(HttpContext context)
    {
        var (watched, reader) = (session.Current, Reader(context));
        var drawn = await DrawAsync(watched, reader, context.RequestAborted);
        await SendAsync(
            context,
            "application/json",
            JsonSerializer.SerializeToUtf8Bytes(WatchState.Of(watched, drawn, reader.Name, newsletter), JsonForm)
        );
    }

    private async Task MailAsync(HttpContext context, MailLook look)
    {
        var drawn = await DrawAsync(session.Current, Reader(context), context.RequestAborted);
        if (drawn.Mail is not { } mail)
        {
            await Status(context, StatusCodes.Status404NotFound);
            return;
        }

        context.Response.Headers.ContentSecurityPolicy = MailFrame.Policy(look);
        await SendAsync(context, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(MailFrame.Html(mail.Html, look)));
    }

    private Task<DrawnIssue> DrawAsync(WatchedIssue watched, ChosenReader reader, CancellationToken cancelled) =>
        DrawnIssue.OfAsync(
            watched.Picture,
            reader.Recipient,
            newsletter,
            _tokens,
            signer: null,
            clock.GetUtcNow(),
            cancelled
        );

    /// <summary>The reader of the request; the one of <c>--as</c> for a name that nobody has.</summary>
    private ChosenReader Reader(HttpContext context)
    {
        var name = context.Request.Query["reader"].ToString();
        return Choices().FirstOrDefault(reader => reader.Name == name) ?? given;
    }

    /// <summary>
    /// Server-sent events: the version at once, so that a page that was away catches up, and each version that follows.
    /// </summary>
    private async Task EventsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stop);
        try
        {
            for (var version = 0L; ; )
            {
                var next = session.AfterAsync(version, over.Token);
                var pause = Task.Delay(Heartbeat, clock, over.Token);
                if (await Task.WhenAny(next, pause) == next)
                {
                    version = await next;
                    await WriteAsync(string.Create(CultureInfo.InvariantCulture, $"data: {version}\n\n"));
                }
                else
                {
                    await pause;
                    await WriteAsync(": still here\n\n");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The browser has left, or the watch ends.
        }

        async Task WriteAsync(string text)
        {
            await context.Response.WriteAsync(text, over.Token);
            await context.Response.Body.FlushAsync(over.Token);
        }
    }

    private static async Task SendAsync(HttpContext context, string type, byte[] content)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
        }
    }
}
