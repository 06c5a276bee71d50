using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Text;

/// <summary>
/// Decides when a trouble that a loop meets again and again is said: at once, again when it has changed, and every hour
/// while it lasts. A trouble that was over and comes back is new. Pure: the time comes in. For several threads.
/// Tests: LoopServiceTests.
/// </summary>
/// <remarks>
/// Texts are compared by <see cref="KeyOf"/>, so that "waited 31 s" after "waited 30 s" is no news. A text that changes
/// all the same, for example with a random id in it, is said five times an hour and no more.
/// </remarks>
internal sealed partial class SayOnce
{
    /// <summary>A trouble that lasts is said again after so long.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromHours(1);

    /// <summary>A text that is back so soon has not gone: two troubles take turns.</summary>
    private static readonly TimeSpan TakingTurns = TimeSpan.FromMinutes(1);

    private const int MostAnHour = 5;

    /// <summary>More subjects than any loop has; then all are forgotten, and each is said once more.</summary>
    private const int MostSubjects = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Saying>> _said = new(StringComparer.Ordinal);

    /// <summary>True when a trouble is to be said now.</summary>
    /// <param name="about">What is in trouble; each has one trouble at a time.</param>
    /// <param name="text">What is wrong, in the words that are said.</param>
    public bool IsNews(string about, string text, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_said.TryGetValue(about, out var said))
            {
                if (_said.Count >= MostSubjects)
                {
                    _said.Clear();
                }

                _said[about] = said = [];
            }

            // A clock that was set back must not silence a trouble until it has caught up.
            said.RemoveAll(saying => now - saying.At >= Again || saying.At > now);
            var key = KeyOf(text);
            if (
                said.Count >= MostAnHour
                || (said.Count > 0 && said[^1].Key == key)
                || said.Exists(saying => saying.Key == key && now - saying.At < TakingTurns)
            )
            {
                return false;
            }

            said.Add(new(key, now));
            return true;
        }
    }

    /// <summary>The trouble is over.</summary>
    /// <returns>True when there was one.</returns>
    public bool IsOver(string about)
    {
        lock (_lock)
        {
            return _said.Remove(about);
        }
    }

    /// <summary>Every trouble is over but those that were met just now.</summary>
    /// <param name="met">What is still in trouble.</param>
    public void EndAllBut(IReadOnlySet<string> met)
    {
        lock (_lock)
        {
            foreach (var about in _said.Keys.Where(about => !met.Contains(about)).ToList())
            {
                _said.Remove(about);
            }
        }
    }

    /// <summary>
    /// A text without what changes by itself: counts, times and durations. Numbers that name something stay: those in a
    /// host's name, addresses with their port, codes of replies such as 454 and 4.7.0.
    /// </summary>
    public static string KeyOf(string text) =>
        Number.Replace(text, number => Names.IsMatch(number.Value) ? number.Value : "#");

    /// <summary>A number that stands alone, with its unit.</summary>
    [GeneratedRegex(
        @"(?<![\w.:/-])\d+(?:[.,:]\d+)*(?:\s?(?:ms|s|sec|seconds?|min|minutes?|h|hours?|kB|MB|GB|bytes|octets|"
            + @"%)(?!\w))?(?![\w])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Number { get; }

    /// <summary>An IPv4 address, an enhanced code (RFC 3463), a reply code (RFC 5321 4.2).</summary>
    [GeneratedRegex(
        @"^(?:\d+\.\d+\.\d+\.\d+(?::\d+)?|[245]\.\d{1,3}\.\d{1,3}|[245][0-5]\d)$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Names { get; }

    private sealed record Saying(string Key, DateTimeOffset At);
}
