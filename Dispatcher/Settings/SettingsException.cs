namespace Newsletter.Dispatcher.Settings;

/// <summary>The settings cannot be used. Each problem is one line: the setting, what it got, what it takes.</summary>
internal sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
