using System.Globalization;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// An enhanced status code as a bounce gives it (RFC 3463; the registry of RFC 5248).
/// Tests: BounceVerdictTests.
/// </summary>
internal readonly partial record struct BounceStatus(int Class, int Subject, int Detail)
{
    /// <summary>True where it tells more than "something failed": x.0.0 and x.y.0 do not.</summary>
    public bool IsSpecific => Detail > 0;

    /// <summary>
    /// The codes in a text, in their order. Addresses and version numbers of four or more parts are none.
    /// </summary>
    public static IEnumerable<BounceStatus> In(string text) => Code.Matches(text).Select(Of);

    /// <summary>The code of a Status field; null for forms such as <c>5</c> or <c>bad</c>.</summary>
    public static BounceStatus? OfField(string? field) =>
        field is not null && Code.Match(field) is { Success: true } match ? Of(match) : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");

    private static BounceStatus Of(Match match) =>
        new(Number(match.Groups[1]), Number(match.Groups[2]), Number(match.Groups[3]));

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<![\d.\w])([245])\.([0-7])\.(\d{1,3})(?![\d\w]|\.\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Code { get; }
}
