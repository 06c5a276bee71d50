using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// Where settings come from: appsettings.json, appsettings.{Environment}.json, then environment variables; and the
/// publisher's words from words.json.
/// Tests: SettingsCheckTests.
/// </summary>
internal static class SettingsFiles
{
    /// <summary>Whether a folder holds the settings of a newsletter.</summary>
    public static bool Exist(string folder) => File.Exists(Path.Combine(folder, NewsletterPlace.SettingsFile));

    /// <exception cref="SettingsException">With every problem, one line each.</exception>
    public static DispatcherSettings Read(string root)
    {
        var environment = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT");
        var place = NewsletterPlace.At(root, Exist)?.Settings ?? root;
        var files = new ConfigurationBuilder()
            .SetBasePath(place)
            .AddJsonFile(NewsletterPlace.SettingsFile, optional: true);
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
