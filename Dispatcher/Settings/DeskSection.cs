namespace Newsletter.Dispatcher.Settings;

/// <summary>The section <c>Desk</c>, from configuration to checked settings. Tests: SettingsCheckTests.</summary>
internal static class DeskSection
{
    /// <summary>Reads the section, or the one word <c>off</c> in its place.</summary>
    /// <param name="root">Folder that relative paths start from.</param>
    public static DeskSettings Read(IConfigurationSection section, List<string> problems, string root)
    {
        if (section.Value is { Length: > 0 } word)
        {
            if (word.Equals("off", StringComparison.OrdinalIgnoreCase))
            {
                return new DeskSettings { IsOn = false };
            }

            problems.Add($"Desk is \"{word}\"; it takes off, or a section.");
            return new DeskSettings();
        }

        var read = new SettingsReader(section, problems);
        var settings = new DeskSettings
        {
            Oidc = OidcSection.Read(read.Nested("Oidc"), root),
            CommitsToGit = read.Value<bool>(
                "Git",
                fallback: false,
                word =>
                    word is "off" ? false
                    : word is "commit" ? true
                    : null,
                "off or commit"
            ),
        };
        read.RefuseUnknownKeys();
        return settings;
    }
}
