namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>A provider that posts what became of our messages.</summary>
internal interface IMailProvider
{
    /// <summary>In one word: the end of its address here, and the source of what it tells.</summary>
    string Name { get; }

    /// <summary>In bytes.</summary>
    int LargestBody { get; }

    /// <summary>Looks whether the provider posted this, and reads it.</summary>
    /// <param name="header">The value of a header; null where it is not there once.</param>
    Task<ProviderPost> OpenAsync(ReadOnlyMemory<byte> body, Func<string, string?> header, CancellationToken cancellationToken);
}

/// <summary>What was posted.</summary>
internal sealed record ProviderPost(ProviderStanding Standing)
{
    public static readonly ProviderPost Forged = new(ProviderStanding.Forged);

    /// <summary>Empty unless the post is genuine.</summary>
    public IReadOnlyList<TrustedNotice> Notices { get; init; } = [];

    /// <summary>Called when the notices could not be written down, and the same post shall come again.</summary>
    public Action? Withdraw { get; init; }

    public static ProviderPost Genuine(IReadOnlyList<TrustedNotice> notices) => new(ProviderStanding.Genuine) { Notices = notices };
}

internal enum ProviderStanding
{
    Genuine,

    /// <summary>Not signed by the provider, or not just now, or not for us.</summary>
    Forged,

    /// <summary>Without the user and the password.</summary>
    NotLoggedIn,

    /// <summary>It cannot be looked at or written down now; the provider shall post it again.</summary>
    NotNow,
}
