namespace Newsletter.Dispatcher.Settings;

/// <summary>One setting as the program uses it. It never holds a secret. Tests: SettingsInForceTests.</summary>
/// <param name="Name">As in <c>appsettings.json</c>, for example <c>Newsletter:SendAt</c>.</param>
/// <param name="Value">As it was written, or the default; null where there is none, and for a secret.</param>
/// <param name="Source">Where it came from: a file, the environment, or <see cref="Default"/>.</param>
/// <param name="IsSecret">The value is never shown.</param>
/// <param name="IsSet">Somebody has set it.</param>
/// <param name="Mark">The same for equal values of one process, and for nothing else; tells a changed
/// secret without the secret.</param>
internal sealed record SettingInForce(string Name, string? Value, string Source, bool IsSecret, bool IsSet, string Mark)
{
    public const string Default = "default";

    /// <summary>The section, for example <c>Newsletter</c>.</summary>
    public string Section => Name.Split(':')[0];
}
