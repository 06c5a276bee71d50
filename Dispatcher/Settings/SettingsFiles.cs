namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// Where settings come from: appsettings.json, appsettings.{Environment}.json, then environment variables.
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

        try
        {
            var fromFiles = files.Build();
            var all = files.AddEnvironmentVariables().Build();
            return SettingsCheck.Read(all, topLevelKeys: fromFiles.GetChildren().Select(section => section.Key), root);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            throw new SettingsException([$"{e.Message} {e.InnerException?.Message}".Trim()]);
        }
    }
}
