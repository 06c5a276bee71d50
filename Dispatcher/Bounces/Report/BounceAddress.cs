using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// Addresses as bounces write them: in brackets, in quotes, behind <c>rfc822;</c>. Untrusted text, no recipients.
/// Tests: BounceMessageTests.
/// </summary>
internal static partial class BounceAddress
{
    /// <summary>The first address of a text, or null.</summary>
    public static string? First(string? text) =>
        text is not null && Address.Match(text) is { Success: true } match ? Of(match) : null;

    /// <summary>
    /// The first address of a recipient's field, or null. Some systems write what kind of address it is before it, once
    /// more than RFC 3464 has it: <c>rfc822;microsoft=ana@example.org</c>.
    /// </summary>
    public static string? Recipient(string? field) => field is null ? null : Recipients(field).FirstOrDefault();

    /// <summary>All addresses of a text, in order.</summary>
    public static IEnumerable<string> All(string text) => Address.Matches(text).Select(Of);

    /// <summary>
    /// The same, without what kind of address each is. Not for senders: a return path may hold a <c>=</c>.
    /// </summary>
    public static IEnumerable<string> Recipients(string text) =>
        All(text).Select(address => Kind.Replace(address, "", count: 1));

    /// <summary>What stands in angle brackets of a Message-ID, or the whole; null for nothing.</summary>
    public static string? MessageId(string? field)
    {
        var id = field?.Trim().Trim('<', '>');
        return string.IsNullOrWhiteSpace(id) || id.Length > 500 ? null : id;
    }

    private static string Of(Match match) => match.Value.TrimEnd('.');

    /// <summary>A word and <c>=</c>; not the signatures of BATV and SRS, which have more of them.</summary>
    [GeneratedRegex(
        @"^(?!prvs=|srs\d)[A-Za-z][A-Za-z0-9-]{1,20}=(?=[^=@]+@)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Kind { get; }

    [GeneratedRegex(
        @"[A-Za-z0-9!#$%&*+\-/=?^_`{|}~.]{1,64}@[A-Za-z0-9][A-Za-z0-9\-.]{0,253}",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Address { get; }
}
