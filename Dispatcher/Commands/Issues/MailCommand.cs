using System.CommandLine;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>
/// <c>mail preview KIND [--out DIR]</c>: a mail to one person as an invented reader gets it, as .eml.
/// </summary>
internal static class MailCommand
{
    public static Command Build(CommandContext context)
    {
        var kind = new Argument<string>("kind")
        {
            Description = $"One of {string.Join(", ", MailKinds.WithTemplate.Select(one => one.Word()))}.",
        };
        kind.AcceptOnlyFromAmong([.. MailKinds.WithTemplate.Select(one => one.Word())]);
        var folder = new Option<string>("--out")
        {
            Description = "Where to write.",
            DefaultValueFactory = _ => "preview",
        };
        var preview = new Command("preview", "Write a mail as .eml, for an invented reader.") { kind, folder };
        preview.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(() =>
                    PreviewAsync(
                        context,
                        MailKinds.Words.Parse(parsed.GetRequiredValue(kind)),
                        Path.GetFullPath(parsed.GetValue(folder)!, context.Root),
                        cancellationToken
                    )
                )
        );
        return new Command("mail", "The mails beside the issues: confirm, welcome and so on.") { preview };
    }

    private static async Task<int> PreviewAsync(
        CommandContext context,
        MailKind kind,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var settings = context.Settings();
        var tokens = new SignedToken(KeyFile.ReadOrCreate(settings.Storage.KeyFile));
        var composer = new MailComposer(settings.Newsletter, tokens, canPay: settings.Stripe is not null);
        var (templates, _) = TemplateSet.Load(context.Folder.Templates);
        if (
            composer.Compose(
                MailTemplates.Sample(kind, at: context.Clock.GetUtcNow(), language: settings.Newsletter.Language),
                templates,
                MailTemplates.Latest,
                out var problem
            )
            is not { } message
        )
        {
            context.Terminal.Error(problem!.ToString());
            return CommandContext.Failed;
        }

        PrivateFiles.CreateFolder(folder);
        var path = Path.Combine(folder, $"{kind.Word()}.eml");
        await using (var eml = PrivateFiles.Open(path, FileMode.Create, FileAccess.Write))
        {
            await message.WriteToAsync(eml, cancellationToken);
        }

        context.Terminal.Line(Path.GetRelativePath(context.Root, path));
        return CommandContext.Done;
    }
}
