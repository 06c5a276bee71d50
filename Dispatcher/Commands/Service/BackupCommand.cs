using System.CommandLine;
using System.Globalization;
using Newsletter.Dispatcher.Backups;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands.Service;

/// <summary><c>backup FILE</c>: everything that a newsletter is, while it runs. Tests: BackupTests.</summary>
internal static class BackupCommand
{
    private const double Megabyte = 1024 * 1024;

    private static readonly Argument<string> ToFile = new("FILE")
    {
        Description = "Where it is written; - for standard output.",
    };

    public static Command Build(CommandContext context)
    {
        var command = new Command(
            "backup",
            "Back up database, keys, settings, templates and issues into one file, also while an issue is sent."
        )
        {
            ToFile,
            BackupKeys.PassphraseFile,
            BackupKeys.Recipient,
            BackupKeys.Plain,
        };
        command.SetAction(
            (parsed, cancellationToken) => context.RunAsync(() => RunAsync(context, parsed, cancellationToken))
        );
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        using var stop = new StopSignal(cancellationToken);
        var settings = context.Settings();
        var @lock = BackupKeys.Lock(parsed, context, settings.Backup);
        var maker = new BackupMaker(
            context.Folder,
            settings,
            new Database(settings.Storage.ConnectionString),
            context.Clock
        );
        var name = parsed.GetValue(ToFile)!;
        if (name is "-")
        {
            if (!Console.IsOutputRedirected)
            {
                context.Terminal.Error(
                    "Standard output is a terminal; write it to a program or a file: dispatcher backup - > FILE"
                );
                return CommandContext.WrongUsage;
            }

            await using var output = Console.OpenStandardOutput();
            await maker.ToStreamAsync(output, @lock, stop.Token);
            return CommandContext.Done;
        }

        var path = Path.GetFullPath(name, context.Root);
        var result = await maker.ToFileAsync(path, @lock, stop.Token);
        Say(context.Terminal, path, @lock is not null, result, parsed.GetValue(CommonOptions.Json));
        return CommandContext.Done;
    }

    private static void Say(Terminal terminal, string path, bool isEncrypted, BackupResult result, bool json)
    {
        if (json)
        {
            terminal.Json(
                new
                {
                    File = path,
                    result.MadeAt,
                    Bytes = result.Octets,
                    DatabaseBytes = result.DatabaseOctets,
                    result.Files,
                    IsEncrypted = isEncrypted,
                    result.IsVerified,
                    result.LeftOut,
                }
            );
            return;
        }

        terminal.Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: {result.Octets / Megabyte:0.0} MB, {result.Files} files with a database of "
                    + $"{result.DatabaseOctets / Megabyte:0.0} MB, read back and whole."
            )
        );
        if (!isEncrypted)
        {
            terminal.Line("It is not encrypted: addresses and keys can be read in it. Encrypt with --passphrase-file.");
        }

        foreach (var left in result.LeftOut)
        {
            terminal.Line($"Not in it, because it is outside the newsletter's folder: {left}");
        }
    }
}
