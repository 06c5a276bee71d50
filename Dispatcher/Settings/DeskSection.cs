namespace Newsletter.Dispatcher.Settings;

/// <summary>The section <c>Desk</c>, from configuration to checked settings. Tests: SettingsCheckTests.</summary>
internal static class DeskSection
{
    /// <summary>Reads the section, or the one word <c>off</c> in its place.</summary>
    public static DeskSettings Read(IConfigurationSection section, List<string> problems)
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
        read.RefuseUnknownKeys();
        return new DeskSettings();
    }
}
