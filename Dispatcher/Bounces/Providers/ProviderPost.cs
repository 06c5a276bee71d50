namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>What was posted. Tests: ProviderSignatureTests.</summary>
internal sealed record ProviderPost(ProviderStanding Standing)
{
    public static readonly ProviderPost Forged = new(ProviderStanding.Forged);

    /// <summary>Empty unless the post is genuine.</summary>
    public IReadOnlyList<TrustedNotice> Notices { get; init; } = [];

    /// <summary>Called when the notices were written down: the same post shall not count again.</summary>
    public Func<Task>? Keep { get; init; }

    /// <summary>Called when the notices could not be written down, and the same post shall come again.</summary>
    public Action? Withdraw { get; init; }

    public static ProviderPost Genuine(IReadOnlyList<TrustedNotice> notices) =>
        new(ProviderStanding.Genuine) { Notices = notices };
}
