using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Settings;

/// <summary>The section <c>Backup</c>, from configuration to checked settings. Tests: BackupSectionTests.</summary>
internal static class BackupSection
{
    /// <summary>A shorter one can be guessed by somebody who has the file.</summary>
    public const int ShortestPassphrase = 12;

    /// <summary>Reads the section, or the one word <c>off</c> in its place.</summary>
    /// <param name="root">Folder that relative paths start from.</param>
    public static BackupSettings Read(IConfigurationSection section, List<string> problems, string root)
    {
        if (section.Value is { Length: > 0 } word)
        {
            if (!word.Equals("off", StringComparison.OrdinalIgnoreCase))
            {
                problems.Add($"Backup is \"{word}\"; it takes off, or a section.");
            }

            return new BackupSettings { IsOff = true };
        }

        var read = new SettingsReader(section, problems);
        var folder = read.Text("Folder");
        var settings = new BackupSettings
        {
            Folder = folder is null ? null : Path.GetFullPath(folder, root),
            Keep = read.Number("Keep", 7, 1, 1000),
            RedAfterDays = read.Number("RedAfterDays", 7, 3, 365),
            Passphrase = read.Secret("Passphrase", root),
            Recipient = Recipient(read),
        };
        if (settings.Passphrase is { Length: < ShortestPassphrase })
        {
            read.Add(
                $"has a passphrase with fewer than {ShortestPassphrase} characters; make one with: openssl rand -hex 16"
            );
        }

        if (settings is { Passphrase: not null, Recipient: not null })
        {
            read.Add("has a passphrase and a Recipient; keep one.");
        }

        read.RefuseUnknownKeys();
        return settings;
    }

    private static string? Recipient(SettingsReader read)
    {
        if (read.Text("Recipient") is not { } text)
        {
            return null;
        }

        if (Bech32.Decode("age", text) is { Length: 32 })
        {
            return text;
        }

        read.Refuse("Recipient", text, "a public key such as age1…, as age-keygen prints it");
        return null;
    }
}
