namespace Newsletter.Dispatcher.Settings;

/// <summary>The section <c>Look</c>, from configuration to checked settings.</summary>
internal static class LookSection
{
    private const int MostLines = 10;
    private const int LongestLine = 200;

    private static readonly string[] Any = [PictureType.Png, PictureType.Jpeg, PictureType.Gif, PictureType.Svg];
    private static readonly string[] Photos = [PictureType.Png, PictureType.Jpeg];

    /// <summary>Reads the section; every wrong value becomes a problem of the reader's.</summary>
    /// <param name="root">The newsletter's folder, where the pictures are.</param>
    public static LookSettings Read(SettingsReader read, string root)
    {
        var shipped = new LookSettings();
        var accent = Accent("Accent", shipped.Accent);
        var settings = new LookSettings
        {
            Accent = accent,

            // Otherwise the dark one of the shipped look would stay beside an own light one.
            AccentDark = Accent(
                "AccentDark",
                accent == shipped.Accent ? shipped.AccentDark : LookSettings.ForDark(accent)
            ),
            Font = Font(read, shipped.Font),
            Width = read.Number("Width", shipped.Width, 480, 720),
            FooterLines = FooterLines(read),
            Logo = Picture("Logo", Any),
            LogoDark = Picture("LogoDark", Any),
            Icon = Picture("Icon", Any),
            SocialPicture = Picture("SocialPicture", Photos),
        };
        if (settings is { Logo: null, LogoDark: { } dark } && read.Text("Logo") is null)
        {
            read.Refuse("LogoDark", dark.File, "a file only where there is a Logo, which light screens show");
        }

        read.RefuseUnknownKeys();
        return settings;

        Colour Accent(string key, Colour fallback) =>
            read.Value(key, fallback, Colour.Read, $"a colour as #rrggbb, for example {fallback}");

        LookPicture? Picture(string key, string[] types)
        {
            if (read.Text(key) is not { } file)
            {
                return null;
            }

            var (picture, takes) = LookPicture.Read(root, file, types);
            if (takes is not null)
            {
                read.Refuse(key, file, takes);
            }

            return picture;
        }
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
