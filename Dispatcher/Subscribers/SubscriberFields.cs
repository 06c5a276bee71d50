using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>What a subscriber's fields may hold, wherever they come from: a command, a form, a row of CSV.</summary>
internal static partial class SubscriberFields
{
    public const int MaxNameLength = 100;
    public const int MaxTagLength = 40;
    public const int MaxTags = 20;

    /// <summary>Stops a name of a few letters from carrying thousands of accents.</summary>
    private const int MaxNameChars = 10 * MaxNameLength;

    /// <summary>
    /// By what was typed; only good ones, so it never holds more than there are time zones and ways to case them.
    /// </summary>
    private static readonly ConcurrentDictionary<string, string> KnownTimeZones = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, string> SystemTimeZones = TimeZoneInfo
        .GetSystemTimeZones()
        .Select(zone => zone.Id)
        .Distinct(StringComparer.OrdinalIgnoreCase)
        .ToDictionary(id => id, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// A first or last name: NFC, without blanks around it and without marks that turn the direction of text.
    /// </summary>
    /// <returns>Null for nothing.</returns>
    public static Checked<string?> Name(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new(null);
        }

        if (text.Length > MaxNameChars)
        {
            return new(null, $"is longer than {MaxNameLength} characters; shorten it");
        }

        if (IsBroken(text))
        {
            return new(null, "has a broken character; type it anew");
        }

        var name = (text.Any(IsBidiControl) ? string.Concat(text.Where(c => !IsBidiControl(c))) : text)
            .Normalize()
            .Trim();
        if (name.FirstOrDefault(IsControl, 'a') is var control && IsControl(control))
        {
            return new(null, $"has a control character or line break (U+{(int)control:X4}); take it out");
        }

        return name.Length > MaxNameLength && new StringInfo(name).LengthInTextElements > MaxNameLength
            ? new(null, $"is longer than {MaxNameLength} characters; shorten it")
            : new(name.Length == 0 ? null : name);
    }

    /// <summary>An IANA time zone in its own case; null for nothing.</summary>
    public static Checked<string?> TimeZone(string? text)
    {
        var typed = text?.Trim();
        if (string.IsNullOrEmpty(typed))
        {
            return new(null);
        }

        if (KnownTimeZones.TryGetValue(typed, out var known))
        {
            return new(known);
        }

        if (FindTimeZone(typed) is { } id)
        {
            KnownTimeZones[typed] = id;
            return new(id);
        }

        return new(null, "is no time zone; use a name such as Europe/Madrid, or leave it empty for the newsletter's");
    }

    /// <summary>Null for nothing.</summary>
    public static Checked<SubscriberStatus?> Status(string? text)
    {
        var typed = text?.Trim().ToLowerInvariant();
        if (string.IsNullOrEmpty(typed))
        {
            return new(null);
        }

        if (SubscriberStatuses.Words.Find(typed) is { } status)
        {
            return new(status);
        }

        var meant =
            typed.Length <= 40 && DidYouMean.Closest(typed, SubscriberStatuses.Words.All) is { } near
                ? $" (did you mean {near}?)"
                : "";
        return new(null, $"is no status{meant}; use {string.Join(", ", SubscriberStatuses.Words.All)}");
    }

    /// <summary>Tags in lower case, each once, in order of the alphabet.</summary>
    public static Checked<IReadOnlyList<string>> Tags(IEnumerable<string> typed)
    {
        var tags = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var text in typed)
        {
            var tag = IsBroken(text) ? text : text.Trim().Normalize().ToLowerInvariant();
            if (tag.Length == 0)
            {
                continue;
            }

            if (tag.Length > MaxTagLength || !Tag.IsMatch(tag))
            {
                return new([], $"has a tag that is none; a tag has letters, digits, _ and -, at most {MaxTagLength}");
            }

            tags.Add(tag);
        }

        return tags.Count > MaxTags
            ? new([], $"has {tags.Count} tags; at most {MaxTags} are possible")
            : new([.. tags]);
    }

    /// <summary>A date or instant (ISO 8601; without an offset it is UTC) from 1970 to now; null for nothing.</summary>
    public static Checked<DateTimeOffset?> CreatedAt(string? text, DateTimeOffset now)
    {
        var instant = Instant(text);
        return instant.Value > now ? new(null, "is in the future; check it") : instant;
    }

    /// <summary>The same, which may lie in the future.</summary>
    public static Checked<DateTimeOffset?> Instant(string? text)
    {
        var typed = text?.Trim();
        if (string.IsNullOrEmpty(typed))
        {
            return new(null);
        }

        if (
            !DateTimeOffset.TryParseExact(
                typed,
                Instants,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var at
            )
        )
        {
            return new(null, "is no date; write 2026-01-31 or 2026-01-31T06:00:00Z");
        }

        return at < DateTimeOffset.UnixEpoch
            ? new(null, "is before 1970; check it")
            : new(DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()));
    }

    /// <summary>A day of a person's own calendar; null for nothing.</summary>
    public static Checked<DateOnly?> Day(string? text)
    {
        var typed = text?.Trim();
        if (string.IsNullOrEmpty(typed))
        {
            return new(null);
        }

        return DateOnly.TryParseExact(
            typed,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? new(day)
            : new(null, "is no date; write 2026-01-31");
    }

    /// <summary>Null for nothing.</summary>
    public static Checked<SubscriberTerm?> Term(string? text) =>
        text?.Trim().ToLowerInvariant() switch
        {
            null or "" => new(null),
            var typed when SubscriberTerms.Words.Find(typed) is { } term => new(term),
            _ => new(null, $"is no term; use {string.Join(" or ", SubscriberTerms.Words.All)}, or leave it empty"),
        };

    private static readonly string[] Instants =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd HH:mmK",
    ];

    /// <summary>
    /// Our own look before the system's: it would take Windows names, and paths such as right/Europe/Madrid.
    /// </summary>
    private static string? FindTimeZone(string typed)
    {
        if (SystemTimeZones.TryGetValue(typed, out var id))
        {
            return id;
        }

        return TimeZoneName.IsMatch(typed) && TimeZoneInfo.TryFindSystemTimeZoneById(typed, out var zone)
            ? zone.Id
            : null;
    }

    /// <summary>
    /// True for text that has no normal form: half a surrogate pair, or U+FFFE, which is no character.
    /// </summary>
    private static bool IsBroken(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\uFFFE' || (char.IsSurrogate(text[i]) && !char.IsSurrogatePair(text, i)))
            {
                return true;
            }

            if (char.IsSurrogate(text[i]))
            {
                i++;
            }
        }

        return false;
    }

    /// <summary>Line and paragraph separators break lines as much as a line feed does.</summary>
    private static bool IsControl(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    /// <summary>Unicode's Bidi_Control: they can make a name read as another one.</summary>
    private static bool IsBidiControl(char c) =>
        c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    [GeneratedRegex(@"^[\w-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tag { get; }

    [GeneratedRegex(
        @"^(UTC|(?!posix/|right/)[A-Za-z][A-Za-z_]*(/[A-Za-z0-9_+-]+){1,2})\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex TimeZoneName { get; }
}
