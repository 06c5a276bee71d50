using System.CommandLine;
using Newsletter.Dispatcher.Backups;
using Newsletter.Dispatcher.Backups.Age;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Commands.Service;

/// <summary>What <c>backup</c> and <c>restore</c> are told about encryption. Tests: BackupTests.</summary>
internal static class BackupKeys
{
    public static readonly Option<string?> PassphraseFile = new("--passphrase-file")
    {
        Description = "The file with the passphrase, on one line.",
        HelpName = "FILE",
    };

    public static readonly Option<string?> Recipient = new("--recipient")
    {
        Description = "Encrypt to this public key, as age-keygen prints it.",
        HelpName = "age1…",
    };

    public static readonly Option<bool> Plain = new("--plain")
    {
        Description = "Do not encrypt, although the settings say so.",
    };

    public static readonly Option<string?> Identity = new("--identity")
    {
        Description = "The file with the secret key, as age-keygen wrote it.",
        HelpName = "FILE",
    };

    /// <summary>To whom a backup is encrypted: as the command line says, else as the settings say.</summary>
    /// <returns>Null for nobody.</returns>
    /// <exception cref="BackupException">A file cannot be read, or a key is none.</exception>
    public static AgeLock? Lock(ParseResult parsed, CommandContext context, BackupSettings settings)
    {
        if (parsed.GetValue(Plain))
        {
            return null;
        }

        if (parsed.GetValue(PassphraseFile) is { } file)
        {
            return AgeLock.OfPassphrase(Passphrase(context, file));
        }

        return parsed.GetValue(Recipient) is { } recipient
            ? AgeLock.OfRecipient(recipient)
                ?? throw new BackupException(
                    $"--recipient is \"{recipient}\", but takes a public key such as age1…, as age-keygen prints it."
                )
            : BackupLocks.Of(settings);
    }

    /// <summary>What opens a backup.</summary>
    /// <exception cref="BackupException">A file cannot be read, or has no key.</exception>
    public static AgeOpener Opener(ParseResult parsed, CommandContext context) =>
        parsed.GetValue(PassphraseFile) is { } file ? AgeOpener.OfPassphrase(Passphrase(context, file))
        : parsed.GetValue(Identity) is { } identity
            ? AgeOpener.OfIdentities(Text(context, identity).Split('\n'))
                ?? throw new BackupException($"{identity}: has no secret key such as age-keygen writes.")
        : AgeOpener.Nothing;

    private static string Passphrase(CommandContext context, string file)
    {
        var text = Text(context, file).TrimEnd('\r', '\n');
        return text.Length >= BackupSection.ShortestPassphrase
            ? text
            : throw new BackupException(
                $"{file}: a passphrase has {BackupSection.ShortestPassphrase} characters at least; make one with: "
                    + "openssl rand -hex 16"
            );
    }

    private static string Text(CommandContext context, string file)
    {
        try
        {
            return File.ReadAllText(Path.GetFullPath(file, context.Root));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{file}: cannot be read ({e.Message.TrimEnd('.')}).", e);
        }
    }
}
