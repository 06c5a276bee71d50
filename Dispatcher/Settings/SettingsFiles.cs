using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// Where settings come from: appsettings.json, appsettings.{Environment}.json, then environment variables; and the
/// publisher's words from words.json.
/// Tests: SettingsCheckTests.
/// </summary>
internal static class SettingsFiles
{
    /// <summary>
    /// The current folder where it holds <c>appsettings.json</c>; the newsletter's folder for somebody who works in its
    /// <c>issues/</c> or <c>templates/</c>; otherwise the program's own folder, where a published program keeps its
    /// copy.
    /// </summary>
    public static string FindRoot() => FindRoot(Directory.GetCurrentDirectory()) ?? AppContext.BaseDirectory;

    /// <returns>Null when no newsletter's folder is found.</returns>
    public static string? FindRoot(string current)
    {
        if (HasSettings(current))
        {
            return current;
        }

        // Only out of the newsletter's own folders: another program's appsettings.json further up is not meant.
        for (var folder = new DirectoryInfo(current); folder.Parent is { } parent; folder = parent)
        {
            if (folder.Name is "issues" or "templates")
            {
                return HasSettings(parent.FullName) ? parent.FullName : null;
            }
        }

        return null;
    }

    private static bool HasSettings(string folder) => File.Exists(Path.Combine(folder, "appsettings.json"));

    /// <exception cref="SettingsException">With every problem, one line each.</exception>
    public static DispatcherSettings Read(string root)
    {
        var environment = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT");
        var files = new ConfigurationBuilder().SetBasePath(root).AddJsonFile("appsettings.json", optional: true);
        if (environment is { Length: > 0 })
        {
            files.AddJsonFile($"appsettings.{environment}.json", optional: true);
        }

        var (words, problems) = WordsFile.Load(root);
        try
        {
            var fromFiles = files.Build();
            var all = files.AddEnvironmentVariables().Build();
            var asked = new AskedConfiguration(all);
            var settings = SettingsCheck.Read(
                asked,
                topLevelKeys: fromFiles.GetChildren().Select(section => section.Key),
                root
            );
            return problems.Count == 0
                ? settings with
                {
                    Newsletter = settings.Newsletter with { OwnWords = words },
                    InForce = SettingsInForce.Of(all, asked.Asked, settings),
                }
                : throw new SettingsException(problems);
        }
        catch (SettingsException e) when (problems.Count > 0 && e.Problems != problems)
        {
            throw new SettingsException([.. e.Problems, .. problems]);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            throw new SettingsException([$"{e.Message} {e.InnerException?.Message}".Trim()]);
        }
    }
}
