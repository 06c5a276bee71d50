using System.CommandLine;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary><c>mail preview KIND [--out DIR]</c>: a mail to one person as an invented reader gets it, as .eml.</summary>
internal static class MailCommand
{
    public static Command Build(Surroundings here)
    {
        var kind = new Argument<string>("kind") { Description = $"One of {string.Join(", ", MailRules.Kinds)}." };
        kind.AcceptOnlyFromAmong([.. MailRules.Kinds]);
        var folder = new Option<string>("--out") { Description = "Where to write.", DefaultValueFactory = _ => "preview" };
        var preview = new Command("preview", "Write a mail as .eml, for an invented reader.") { kind, folder };
        preview.SetAction((words, cancellationToken) => here.RunAsync(() => PreviewAsync(
            here, words.GetRequiredValue(kind), Path.GetFullPath(words.GetValue(folder)!, here.Root), cancellationToken)));
        return new Command("mail", "The mails beside the issues: confirm, welcome and so on.") { preview };
    }

    private static async Task<int> PreviewAsync(Surroundings here, string kind, string folder, CancellationToken cancellationToken)
    {
        var settings = here.Settings();
        var tokens = new SignedToken(KeyFile.ReadOrCreate(settings.Storage.KeyFile));
        var composer = new MailComposer(settings.Newsletter, tokens, canPay: settings.Stripe is not null);
        var (templates, _) = TemplateSet.Load(here.TemplatesFolder);
        if (composer.Compose(MailTemplates.Sample(kind, at: here.Clock.GetUtcNow()), templates, MailTemplates.Latest, out var problem) is not { } message)
        {
            here.Terminal.Error(problem!.ToString());
            return Surroundings.Failed;
        }

        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{kind}.eml");
        await using (var eml = File.Create(path))
        {
            await message.WriteToAsync(eml, cancellationToken);
        }

        here.Terminal.Line(Path.GetRelativePath(here.Root, path));
        return Surroundings.Done;
    }
}
