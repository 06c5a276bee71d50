namespace Newsletter.Dispatcher.Settings;

/// <summary>The section <c>Look</c>, from configuration to checked settings.</summary>
internal static class LookSection
{
    private const int MostLines = 10;
    private const int LongestLine = 200;

    /// <summary>Reads the section; every wrong value becomes a problem of the reader's.</summary>
    public static LookSettings Read(SettingsReader read)
    {
        var shipped = new LookSettings();
        var settings = new LookSettings
        {
            Accent = Accent("Accent", shipped.Accent),
            AccentDark = Accent("AccentDark", shipped.AccentDark),
            Font = Font(read, shipped.Font),
            Width = read.Number("Width", shipped.Width, 480, 720),
            FooterLines = FooterLines(read),
        };
        read.RefuseUnknownKeys();
        return settings;

        Colour Accent(string key, Colour fallback) =>
            read.Value(key, fallback, Colour.Read, $"a colour as #rrggbb, for example {fallback}");
    }

    private static FontList Font(SettingsReader read, FontList fallback)
    {
        if (read.Text("Font") is not { } text)
        {
            return fallback;
        }

        if (FontList.Read(text) is { } font)
        {
            return font;
        }

        read.Refuse("Font", text, $"names of fonts of letters, digits and hyphens, for example {fallback}");
        return fallback;
    }

    private static IReadOnlyList<string> FooterLines(SettingsReader read)
    {
        const string Key = "FooterLines";
        var lines = read.Lines(Key);
        if (lines.Count > MostLines)
        {
            read.Refuse(Key, $"{lines.Count} lines", $"{MostLines} lines at most");
        }

        foreach (var line in lines.Where(line => line.Length > LongestLine || line.Any(char.IsControl)))
        {
            read.Refuse(
                Key,
                line.Length > LongestLine ? line[..LongestLine] + "…" : line,
                $"lines of at most {LongestLine} characters without control characters"
            );
        }

        return lines;
    }
}
