using System.CommandLine;
using System.Globalization;
using Newsletter.Dispatcher.Backups;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands.Service;

/// <summary><c>restore FILE</c>: puts a backup back, and says what its next start does. Tests: RestoreTests.</summary>
internal static class RestoreCommand
{
    private static readonly Argument<string> FromFile = new("FILE")
    {
        Description = "The backup; - for standard input.",
    };

    private static readonly Option<string?> To = new("--to")
    {
        Description = "The folder that it is put into; the newsletter's by itself.",
        HelpName = "FOLDER",
    };

    private static readonly Option<string?> DatabaseFile = new("--database")
    {
        Description = "Where the database goes, if it was outside the newsletter's folder.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> DataOnly = new("--data-only")
    {
        Description = "Only database and keys; settings, templates and issues stay as they are.",
    };

    private static readonly Option<bool> Check = new("--check")
    {
        Description = "Read and check the backup, and change nothing.",
    };

    public static Command Build(CommandContext context)
    {
        var command = new Command("restore", "Put a backup back. What was sent since is never sent again by itself.")
        {
            FromFile,
            To,
            DatabaseFile,
            DataOnly,
            Check,
            BackupKeys.PassphraseFile,
            BackupKeys.Identity,
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
        var (name, json) = (parsed.GetValue(FromFile)!, parsed.GetValue(CommonOptions.Json));

        // On a new machine no newsletter is in sight; then this is the current folder.
        var here = context.Root;
        var request = new RestoreRequest(
            name is "-" ? name : Path.GetFullPath(name, here),
            parsed.GetValue(To) is { } folder ? Path.GetFullPath(folder, here) : here,
            parsed.GetValue(DatabaseFile) is { } file ? Path.GetFullPath(file, here) : null,
            parsed.GetValue(DataOnly),
            BackupKeys.Opener(parsed, context)
        );
        if (name is not "-" && !File.Exists(request.File))
        {
            context.Terminal.Error($"{request.File}: there is no such file.");
            return CommandContext.Failed;
        }

        if (parsed.GetValue(Check))
        {
            await CheckAsync(context, request, json, stop.Token);
            return CommandContext.Done;
        }

        var result = await new Restore(request).RunAsync(stop.Token);
        var database = new Database($"Data Source={result.Database};Pooling=False");
        var pending = await Migrator.PendingAsync(database.ToLook(), stop.Token);
        var wasUsed =
            await Ownership.RowAsync(database.ToLook(), stop.Token) is not null
            || await Ownership.WhyRestoredAsync(database.ToLook(), context.Clock, stop.Token) is not null;
        if (pending.Count == 0)
        {
            await TerminalAudit.RecordAsync(
                context,
                database,
                "database.restore",
                "database",
                $"from a backup of {Instant(result.Head.MadeAt)}",
                reason: null,
                stop.Token
            );
        }

        Say(context.Terminal, request, result, pending.Count, wasUsed, json);
        return CommandContext.Done;
    }

    private static async Task CheckAsync(
        CommandContext context,
        RestoreRequest request,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var scratch = Directory.CreateTempSubdirectory("newsletter-restore-");
        try
        {
            var head = await Restore.CheckAsync(request, scratch.FullName, cancellationToken);
            if (json)
            {
                context.Terminal.Json(
                    new
                    {
                        request.File,
                        head.MadeAt,
                        head.Version,
                        head.Newsletter,
                        IsWhole = true,
                    }
                );
                return;
            }

            context.Terminal.Line(
                $"{request.File}: is whole. {head.Newsletter}, made {Instant(head.MadeAt)} with version {head.Version}."
            );
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static void Say(
        Terminal terminal,
        RestoreRequest request,
        RestoreResult result,
        int pending,
        bool isRestored,
        bool json
    )
    {
        var head = result.Head;
        if (json)
        {
            terminal.Json(
                new
                {
                    request.File,
                    request.Folder,
                    result.Database,
                    head.MadeAt,
                    head.Version,
                    result.Files,
                    AlreadyThere = result.Same,
                    PendingChanges = pending,
                    MustBeAccepted = isRestored,
                    head.LeftOut,
                }
            );
            return;
        }

        terminal.Line(
            $"{result.Files} files of {head.Newsletter} are back in {request.Folder}, as they were "
                + $"{Instant(head.MadeAt)}; {result.Same} were there already. The database is {result.Database}."
        );
        foreach (var left in head.LeftOut)
        {
            terminal.Line($"Not in the backup, so put it in its place yourself: {left}");
        }

        if (pending > 0)
        {
            terminal.Line($"The database is of version {head.Version}; before anything else: dispatcher upgrade");
        }

        terminal.Line(
            isRestored
                ? "What was sent after the backup is not in it, so nothing is sent from it before your word: run and "
                    + $"send refuse. {RestoredDatabase.WhatToDo} Slots that came since are recorded as missed, and "
                    + "their issues are not sent again."
                : "Nothing was ever sent from this database, so it starts as always: dispatcher run"
        );
    }

    private static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
