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
    /// The current folder where it holds <c>appsettings.json</c>, otherwise the program's own folder, where a published
    /// program keeps its copy.
    /// </summary>
    public static string FindRoot()
    {
        var current = Directory.GetCurrentDirectory();
        return File.Exists(Path.Combine(current, "appsettings.json")) ? current : AppContext.BaseDirectory;
    }

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
            var settings = SettingsCheck.Read(
                all,
                topLevelKeys: fromFiles.GetChildren().Select(section => section.Key),
                root
            );
            return problems.Count == 0
                ? settings with
                {
                    Newsletter = settings.Newsletter with { OwnWords = words },
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
