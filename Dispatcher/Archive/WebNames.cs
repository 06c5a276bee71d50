using System.Globalization;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Archive;

/// <summary>
/// What issues are called in web addresses: the words of the file's name, without the number or date before them. The
/// name of the file leads to the issue, too, and for ever, because it stands in mails.
/// </summary>
/// <remarks>
/// The first issue of the same words has them alone, so that its address stays what it was; a later one has its date
/// behind them. No issue gets a name that is another issue's file name: that one's mails would lead to the wrong issue.
/// </remarks>
internal sealed partial class WebNames
{
    private readonly Dictionary<long, string> _names = [];
    private readonly Dictionary<string, long> _issues = new(StringComparer.Ordinal);

    /// <param name="issues">All of the archive, in the order in which they were sent.</param>
    public WebNames(IReadOnlyList<IssueName> issues)
    {
        foreach (var issue in issues)
        {
            _issues[issue.Slug] = issue.DispatchId;
        }

        foreach (var issue in issues)
        {
            var name = Wishes(issue)
                .First(wish => !_issues.TryGetValue(wish, out var owner) || owner == issue.DispatchId);
            _names[issue.DispatchId] = name;
            _issues[name] = issue.DispatchId;
        }
    }

    /// <summary>The name of an issue in its address; null for an issue that is not in the archive.</summary>
    public string? Of(long dispatchId) => _names.GetValueOrDefault(dispatchId);

    /// <summary>The issue of that name, be it the web's or the file's; null for none.</summary>
    public long? Find(string name) => _issues.TryGetValue(name, out var id) ? id : null;

    /// <summary>The best name first; the last one belongs to no other issue.</summary>
    private static IEnumerable<string> Wishes(IssueName issue)
    {
        if (Words.Match(issue.Slug) is { Success: true } match)
        {
            var words = match.Groups["words"].Value;
            yield return words;
            yield return words + issue.SlotDate.ToString("-yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        yield return issue.Slug;
    }

    /// <summary>
    /// A date, or a number of a few digits or with zeros before it; <c>1984-revisited</c> begins with a year, which
    /// is a
    /// word. See <see cref="Slug"/> for what may stand in it.
    /// </summary>
    [GeneratedRegex(
        @"\A(?:\d{4}-\d{2}-\d{2}|0\d+|\d{1,3})[-_.](?<words>[A-Za-z0-9][A-Za-z0-9_.-]*)\z(?<=[A-Za-z].*)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Words { get; }
}
