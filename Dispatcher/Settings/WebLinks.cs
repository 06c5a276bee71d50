namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// Pages of the publisher that the law or good manners ask for; shown at sign-up and at the foot of each page. Section
/// <c>Web:Links</c>. Each is an address, or a path on the same site; null where there is none.
/// Tests: SettingsCheckTests.
/// </summary>
internal sealed record WebLinks
{
    /// <summary>What happens to the reader's data.</summary>
    public string? Privacy { get; init; }

    /// <summary>Who publishes.</summary>
    public string? Imprint { get; init; }

    /// <summary>What is sold, and how one cancels.</summary>
    public string? Terms { get; init; }

    public bool IsEmpty => Privacy is null && Imprint is null && Terms is null;

    /// <summary>True for an <c>https</c> or <c>http</c> address, and for a path such as <c>/privacy</c>.</summary>
    public static bool IsGood(string text)
    {
        if (text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '\\' or '"' or '<' or '>'))
        {
            return false;
        }

        // Two slashes would lead to another host.
        if (text.StartsWith('/'))
        {
            return !text.StartsWith("//", StringComparison.Ordinal);
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            && address.Host.Length > 0
            && address.UserInfo.Length == 0;
    }
}
