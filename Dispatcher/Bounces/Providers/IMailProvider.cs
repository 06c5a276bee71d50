namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>A provider that posts what became of our messages.</summary>
internal interface IMailProvider
{
    /// <summary>In one word: the end of its address here, and the source of what it tells.</summary>
    string Name { get; }

    /// <summary>In bytes.</summary>
    int LargestBody { get; }

    /// <summary>
    /// Looks at the headers alone, before anything of the body is read: null when the provider may have posted this.
    /// </summary>
    /// <param name="header">The value of a header; null where it is not there once.</param>
    ProviderStanding? Refuse(Func<string, string?> header) => null;

    /// <summary>Looks whether the provider posted this, and reads it.</summary>
    /// <param name="header">The value of a header; null where it is not there once.</param>
    Task<ProviderPost> OpenAsync(
        ReadOnlyMemory<byte> body,
        Func<string, string?> header,
        CancellationToken cancellationToken
    );
}
