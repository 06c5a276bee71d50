namespace Newsletter.Dispatcher.Settings;

/// <summary>The pages for people who work at the newsletter. Section <c>Desk</c>. Tests: SettingsCheckTests.</summary>
internal sealed record DeskSettings
{
    /// <summary>False for <c>"Desk": "off"</c>: no address below <c>/desk</c> is served.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>Another service by which people sign in; null without one.</summary>
    public OidcSettings? Oidc { get; init; }

    /// <summary>
    /// True for <c>Git</c> = <c>commit</c>: each save on the desk is committed where issues/ is a work tree.
    /// </summary>
    public bool CommitsToGit { get; init; }
}
