using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Bounces;

/// <summary>Addresses as bounces write them: in brackets, in quotes, behind <c>rfc822;</c>. Untrusted text, no recipients.</summary>
internal static partial class BounceAddress
{
    /// <summary>The first address of a text, or null.</summary>
    public static string? First(string? text) => text is not null && Address.Match(text) is { Success: true } match ? Of(match) : null;

    /// <summary>All addresses of a text, in order.</summary>
    public static IEnumerable<string> All(string text) => Address.Matches(text).Select(Of);

    /// <summary>What stands in angle brackets of a Message-ID, or the whole; null for nothing.</summary>
    public static string? MessageId(string? field)
    {
        var id = field?.Trim().Trim('<', '>');
        return string.IsNullOrWhiteSpace(id) || id.Length > 500 ? null : id;
    }

    private static string Of(Match match) => match.Value.TrimEnd('.');

    [GeneratedRegex(@"[A-Za-z0-9!#$%&*+\-/=?^_`{|}~.]{1,64}@[A-Za-z0-9][A-Za-z0-9\-.]{0,253}", RegexOptions.CultureInvariant)]
    private static partial Regex Address { get; }
}
