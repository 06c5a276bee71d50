using System.CommandLine;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Commands.Service;

/// <summary>
/// <c>dkim new|record</c>: keys that sign the mails, and the DNS records that receivers look for.
/// Tests: DkimSendTests.
/// </summary>
internal static class DkimCommand
{
    public static Command Build(CommandContext context) =>
        new("dkim", "Keys that sign the mails: new, record.") { BuildNew(context), BuildRecord(context) };

    private static Command BuildNew(CommandContext context)
    {
        var domain = new Option<string?>("--domain")
        {
            Description = "The sender's domain; that of Newsletter:From by itself.",
        };
        var selector = new Option<string>("--selector")
        {
            Description = "A name for this key, new for each.",
            DefaultValueFactory = _ => "letter1",
        };
        var type = new Option<string>("--type")
        {
            Description = "rsa, which every receiver knows, or ed25519, beside an RSA key.",
            DefaultValueFactory = _ => "rsa",
        };
        type.AcceptOnlyFromAmong("rsa", "ed25519");
        var file = new Option<string?>("--out")
        {
            Description = "The file for the key; dkim-SELECTOR.pem by itself.",
            HelpName = "FILE",
        };
        var command = new Command("new", "Make a key, and print the DNS record to publish.")
        {
            domain,
            selector,
            type,
            file,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(async () =>
                {
                    var name = parsed.GetValue(selector)!;
                    var path = parsed.GetValue(file) ?? $"dkim-{name}.pem";
                    var pem = parsed.GetValue(type) is "ed25519" ? DkimKey.NewEd25519() : DkimKey.NewRsa();
                    var sender = parsed.GetValue(domain) ?? context.Settings().Newsletter.From.Domain;
                    await WriteAsync(Path.GetFullPath(path, context.Root), pem, cancellationToken);

                    var key = new DkimSettings(sender, name, DkimKey.Parse(pem, out _)!);
                    ShowNew(context.Terminal, key, path, parsed.GetValue(CommonOptions.Json));
                    return CommandContext.Done;
                })
        );
        return command;
    }

    /// <summary>Says where the new key is, and what to do with it.</summary>
    /// <param name="path">The file of the key, as the operator named it.</param>
    private static void ShowNew(Terminal terminal, DkimSettings key, string path, bool json)
    {
        if (json)
        {
            terminal.Json(
                new
                {
                    File = path,
                    key.RecordName,
                    key.Key.Record,
                }
            );
            return;
        }

        terminal.Line(
            $"The key is in {path}; nobody but the dispatcher's user may read it, and a backup is worth having."
        );
        terminal.Line("1. Publish this TXT record:");
        Print(terminal, key);
        terminal.Line("2. When the world sees it, add to appsettings.json:");
        terminal.Line(
            $"   \"Dkim\": [ {{ \"Domain\": \"{key.Domain}\", \"Selector\": \"{key.Selector}\", "
                + $"\"PrivateKeyFile\": \"{path}\" }} ]"
        );
    }

    private static Command BuildRecord(CommandContext context)
    {
        var command = new Command("record", "Print the DNS records of the keys in the settings.");
        command.SetAction(
            (parsed, _) =>
                context.RunAsync(() =>
                {
                    var keys = context.Settings().Dkim;
                    foreach (var key in keys)
                    {
                        if (parsed.GetValue(CommonOptions.Json))
                        {
                            context.Terminal.Json(new { key.RecordName, key.Key.Record });
                        }
                        else
                        {
                            Print(context.Terminal, key);
                        }
                    }

                    if (keys.Count == 0)
                    {
                        context.Terminal.Error(
                            "The settings have no section Dkim; make a key with: dispatcher dkim new"
                        );
                        return Task.FromResult(CommandContext.Failed);
                    }

                    return Task.FromResult(CommandContext.Done);
                })
        );
        return command;
    }

    /// <summary>
    /// As a zone file has it: a text of a record is at most 255 octets, and a longer one stands in pieces (RFC 6376
    /// 3.6.2.2).
    /// </summary>
    private static void Print(Terminal terminal, DkimSettings key)
    {
        var pieces = key.Key.Record.Chunk(250).Select(piece => $"\"{new string(piece)}\"");
        terminal.Line($"   {key.RecordName}. IN TXT ( {string.Join(' ', pieces)} )");
    }

    /// <exception cref="IOException">There is a file already; a key is never overwritten.</exception>
    private static async Task WriteAsync(string path, string pem, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(path, options);
        await writer.WriteAsync(pem.AsMemory(), cancellationToken);
    }
}
