namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// Where one newsletter lies. A folder of one's own holds everything; the package keeps the settings in
/// <c>/etc</c> and the rest in <c>/var/lib</c>. Pure: the rule asks the disk through <c>hasSettings</c>.
/// </summary>
/// <param name="Root">Absolute path; issues, templates, and relative paths of the settings start here.</param>
/// <param name="Settings">Absolute path of the folder with <c>appsettings.json</c>.</param>
internal sealed record NewsletterPlace(string Root, string Settings)
{
    public const string SettingsFile = "appsettings.json";

    /// <summary>Names the folder where neither <c>--root</c> nor the current folder does.</summary>
    public const string Variable = "NEWSLETTER_ROOT";

    /// <summary>Where the package keeps the settings.</summary>
    public const string InstalledSettings = "/etc/newsletter-dispatcher";

    /// <summary>Where the package keeps database, keys, issues and templates.</summary>
    public const string InstalledData = "/var/lib/newsletter-dispatcher";

    /// <summary>
    /// The first that is given or found: <c>--root</c>, <c>NEWSLETTER_ROOT</c>, the current folder or the newsletter's
    /// folder around it, the installed newsletter.
    /// </summary>
    /// <param name="option">What <c>--root</c> says; null without it.</param>
    /// <param name="variable">What <c>NEWSLETTER_ROOT</c> says; null or empty without it.</param>
    /// <param name="current">Absolute path of the current folder.</param>
    /// <param name="hasSettings">Whether a folder holds <c>appsettings.json</c>.</param>
    /// <returns>Null when there is no newsletter in sight.</returns>
    public static NewsletterPlace? Find(
        string? option,
        string? variable,
        string current,
        Func<string, bool> hasSettings
    )
    {
        if (Named(option, variable) is { } named)
        {
            return At(Path.GetFullPath(named, current), hasSettings);
        }

        return Around(current, hasSettings) is { } root ? new(root, root)
            : hasSettings(InstalledSettings) ? new(InstalledData, InstalledSettings)
            : null;
    }

    /// <summary>What to say, and to do, when <see cref="Find"/> finds nothing.</summary>
    public static string Missing(string? option, string? variable, string current) =>
        Named(option, variable) is { } named
            ? $"{Path.GetFullPath(named, current)} has no {SettingsFile}, so it is no newsletter's folder; correct "
                + $"{(string.IsNullOrEmpty(option) ? Variable : "--root")}, or begin a newsletter there with an "
                + $"{SettingsFile}."
            : $"There is no newsletter here: {current} has no {SettingsFile}. Go to its folder, or name it with --root "
                + $"FOLDER or {Variable}; a new newsletter begins with an {SettingsFile}.";

    /// <summary>The folder that is meant, also where no newsletter is yet.</summary>
    public static string Wanted(string? option, string? variable, string current) =>
        Named(option, variable) is { } named ? Path.GetFullPath(named, current) : current;

    /// <summary>The newsletter whose data lie in this folder; null when it has no settings.</summary>
    public static NewsletterPlace? At(string root, Func<string, bool> hasSettings) =>
        hasSettings(root) ? new(root, root)
        : Path.TrimEndingDirectorySeparator(root) == InstalledData && hasSettings(InstalledSettings)
            ? new(InstalledData, InstalledSettings)
        : null;

    private static string? Named(string? option, string? variable) =>
        string.IsNullOrEmpty(option)
            ? string.IsNullOrEmpty(variable)
                ? null
                : variable
            : option;

    private static string? Around(string current, Func<string, bool> hasSettings)
    {
        if (hasSettings(current))
        {
            return current;
        }

        // Only out of the newsletter's own folders: another program's appsettings.json further up is not meant.
        for (var folder = new DirectoryInfo(current); folder.Parent is { } parent; folder = parent)
        {
            if (folder.Name is "issues" or "templates")
            {
                return hasSettings(parent.FullName) ? parent.FullName : null;
            }
        }

        return null;
    }
}
