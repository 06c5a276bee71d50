using System.Globalization;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// The dates of other products. Those that leave the zone out are taken for UTC; 3/4/2025 can be two days, and is none.
/// Tests: ForeignFormTests.
/// </summary>
internal static partial class ForeignDate
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF zzz",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy/MM/dd HH:mm:ss",
        "yyyy/MM/dd",
        "MMM d, yyyy",
        "MMMM d, yyyy",
        "d MMM yyyy",
        "d MMMM yyyy",
        "MMM d, yyyy HH:mm",
        "ddd, d MMM yyyy HH:mm:ss zzz",
        "ddd, d MMM yyyy HH:mm:ss 'GMT'",
    ];

    /// <summary>The instant to the millisecond; null for what is none, or lies before 1970.</summary>
    /// <param name="ownForms">Further forms that the product is known to write.</param>
    public static DateTimeOffset? Read(string text, string[]? ownForms = null)
    {
        // Go writes the name of the zone behind its offset, Rails the name alone.
        var bare = ZoneName.Replace(text.Trim(), "");
        return (Parse(bare, ownForms ?? []) ?? Parse(bare, Forms)) is { } at && at >= DateTimeOffset.UnixEpoch
            ? DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds())
            : null;
    }

    private static DateTimeOffset? Parse(string text, string[] forms) =>
        forms.Length > 0
        && DateTimeOffset.TryParseExact(
            text,
            forms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at
        )
            ? at
            : null;

    [GeneratedRegex(
        @"( UTC|(?<=[+-]\d\d:?\d\d) [A-Z]{2,5}|(?<=[+-]\d\d:?\d\d) [+-]\d{2,4})\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex ZoneName { get; }
}
