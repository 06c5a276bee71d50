using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>
/// The recipient as a provider names it. It decides who is suppressed, so the whole field is one address or none.
/// Tests: ProviderReaderTests.
/// </summary>
internal static class ProviderAddress
{
    /// <param name="field">Bare, or in angle brackets behind a name.</param>
    public static string? Of(string? field)
    {
        var text = field?.Trim() ?? "";
        var bare = text.EndsWith('>') ? text[(text.LastIndexOf('<') + 1)..^1] : text;
        return EmailAddress.TryParse(bare, out var address, out _) ? address.Value : null;
    }
}
