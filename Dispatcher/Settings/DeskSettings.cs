namespace Newsletter.Dispatcher.Settings;

/// <summary>The pages for people who work at the newsletter. Section <c>Desk</c>. Tests: SettingsCheckTests.</summary>
internal sealed record DeskSettings
{
    /// <summary>False for <c>"Desk": "off"</c>: no address below <c>/desk</c> is served.</summary>
    public bool IsOn { get; init; } = true;
}
