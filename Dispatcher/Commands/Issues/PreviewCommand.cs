using System.CommandLine;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>
/// <c>issue preview FILE [--as READER] [--out DIR] [--open]</c>: an issue as one reader gets it, as .html with its
/// images, .txt and .eml. With errors the page is a sketch with the findings in their places, and there is no .eml.
/// </summary>
internal static class PreviewCommand
{
    public static Command Build(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "The issue file." };
        var reader = IssueOptions.As("The reader");
        var folder = new Option<string>("--out")
        {
            Description = "Where to write.",
            DefaultValueFactory = _ => "preview",
        };
        var open = new Option<bool>("--open") { Description = "Open the page in the browser." };
        var command = new Command("preview", "Write an issue as .html, .txt and .eml.") { file, reader, folder, open };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(() =>
                    RunAsync(
                        context,
                        parsed.GetRequiredValue(file),
                        parsed.GetValue(reader),
                        Path.GetFullPath(parsed.GetValue(folder)!, context.Root),
                        parsed.GetValue(open),
                        cancellationToken
                    )
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context,
        string file,
        string? reader,
        string folder,
        bool open,
        CancellationToken cancellationToken
    )
    {
        var settings = context.Settings();
        var (chosen, refusal) = await ChosenReader.FindAsync(reader, settings, context.Clock, cancellationToken);
        if (chosen is null)
        {
            context.Terminal.Error(refusal!);
            return CommandContext.Failed;
        }

        var edited = await new EditedIssueReader(context.Folder, settings, context.Clock).ReadAsync(
            file,
            cancellationToken
        );
        using var signer = new DkimSigner(settings.Dkim);
        var drawn = await DrawnIssue.OfAsync(
            edited,
            chosen.Recipient,
            settings.Newsletter,
            new SignedToken(KeyFile.ReadOrCreate(settings.Storage.KeyFile)),
            signer,
            context.Clock.GetUtcNow(),
            cancellationToken
        );
        foreach (var finding in drawn.Findings)
        {
            context.Terminal.Error(finding.ToString());
        }

        var fault = drawn.Mail is null
            ? null
            : await WriteAsync(context, drawn, Path.Combine(folder, edited.Issue!.Slug), open, cancellationToken);
        if (fault is not null)
        {
            context.Terminal.Error(fault);
        }

        var hasError = drawn.Message is null || drawn.Findings.Any(finding => finding.Severity is Severity.Error);
        return hasError || fault is not null ? CommandContext.Failed : CommandContext.Done;
    }

    /// <returns>Why the page was not opened; null when it was, or was not wished.</returns>
    private static async Task<string?> WriteAsync(
        CommandContext context,
        DrawnIssue drawn,
        string target,
        bool open,
        CancellationToken cancellationToken
    )
    {
        PrivateFiles.CreateFolder(Path.GetDirectoryName(target)!);
        await TextAsync($"{target}.html", drawn.Mail!.Html);
        await TextAsync($"{target}.txt", drawn.Mail.Text);
        if (drawn.Message is { } message)
        {
            await using var eml = PrivateFiles.Open($"{target}.eml", FileMode.Create, FileAccess.Write);
            await message.WriteToAsync(eml, cancellationToken);
        }
        else
        {
            // The mail of an earlier preview would pass for this one.
            File.Delete($"{target}.eml");
        }

        if (drawn.Message is not null)
        {
            context.Terminal.Line($"Subject: {drawn.Mail.Subject}");
        }

        if (drawn.Preheader is { Length: > 0 } preheader)
        {
            context.Terminal.Line($"Preheader: {preheader}");
        }

        string[] endings = drawn.Message is null ? ["html", "txt"] : ["html", "txt", "eml"];
        foreach (var ending in endings)
        {
            context.Terminal.Line(Path.GetRelativePath(context.Root, $"{target}.{ending}"));
        }

        return open ? Opener.Open($"{target}.html") : null;
    }

    private static async Task TextAsync(string path, string text)
    {
        await using var file = PrivateFiles.Open(path, FileMode.Create, FileAccess.Write);
        await using var writer = new StreamWriter(file);
        await writer.WriteAsync(text);
    }
}
