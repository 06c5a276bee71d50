using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Subscribers.Import.Columns;

/// <summary>
/// What the operator said about the columns, found in the file's own columns. Pure.
/// Tests: CsvImportTests.
/// </summary>
internal sealed class ColumnRoles
{
    /// <summary>In the order in which they apply: that somebody has left comes last, and so counts.</summary>
    private readonly List<IColumnRole> _roles;

    private readonly SubscriberStatus? _everybodysDeparture;

    private ColumnRoles(
        IEnumerable<IColumnRole> roles,
        SubscriberStatus? everybodysDeparture,
        IReadOnlySet<int> ignored
    )
    {
        _roles = [.. roles.OrderBy(role => role is DepartedColumn)];
        _everybodysDeparture = everybodysDeparture;
        Ignored = ignored;
    }

    /// <summary>Columns to pass over, from 0.</summary>
    public IReadOnlySet<int> Ignored { get; }

    /// <summary>What each column was said to mean, by its place.</summary>
    public IReadOnlyDictionary<int, string> Meanings =>
        _roles.GroupBy(role => role.At).ToDictionary(group => group.Key, group => group.First().Meaning);

    /// <summary>Finds the columns, or says which option is wrong and what to do.</summary>
    /// <param name="names">The columns as they stand in the file.</param>
    public static Checked<ColumnRoles?> Read(ColumnChoices choices, IReadOnlyList<string> names)
    {
        var roles = new List<IColumnRole>();
        var ignored = new HashSet<int>();
        SubscriberStatus? everybody = null;
        string? problem = null;
        foreach (var typed in choices.Departed)
        {
            var read = Departed(typed, names);
            roles.AddRange(read.Columns);
            everybody = read.Everybody ?? everybody;
            problem ??= read.Problem;
        }

        foreach (var typed in choices.Status)
        {
            var read = StatusColumns(typed, names);
            roles.AddRange(read.Value);
            problem ??= read.Problem;
        }

        foreach (var typed in choices.TermEnds)
        {
            var at = Find(typed, names);
            roles.AddRange(at.Select(i => new TermEndColumn(i, names[i])));
            problem ??= at.Count == 0 ? NoColumn("--term-ends", typed, names) : null;
        }

        foreach (var typed in choices.Ignored)
        {
            var at = Find(typed, names);
            ignored.UnionWith(at);
            problem ??= at.Count == 0 ? NoColumn("--ignore", typed, names) : null;
        }

        return problem is null ? new(new ColumnRoles(roles, everybody, ignored)) : new(null, problem);
    }

    /// <summary>The entry with what the operator said about the columns, or why the row is refused.</summary>
    public Checked<SubscriberEntry?> Apply(CsvRecord record, SubscriberEntry entry)
    {
        foreach (var role in _roles)
        {
            var cell = role.At < record.Cells.Count ? CsvCell.Unguard(record.Cells[role.At]) : "";
            var (applied, problem) = role.Apply(cell, entry);
            if (problem is not null)
            {
                return new(null, problem);
            }

            entry = applied;
        }

        return new(_everybodysDeparture is { } departure ? SubscriberMerge.Depart(entry, departure) : entry);
    }

    private static (IReadOnlyList<IColumnRole> Columns, SubscriberStatus? Everybody, string? Problem) Departed(
        string typed,
        IReadOnlyList<string> names
    )
    {
        if (Find(typed, names) is { Count: > 0 } whole)
        {
            return ([.. whole.Select(at => new DepartedColumn(at, DepartedColumn.StatusOf(names[at])))], null, null);
        }

        if (Departure(typed) is { } everybody)
        {
            return ([], everybody, null);
        }

        const string Ways = "use unsubscribed, bounced or complained";
        var end = typed.LastIndexOf('=');
        if (end > 0 && Find(typed[..end], names) is { Count: > 0 } columns)
        {
            var way = typed[(end + 1)..];
            return Departure(way) is { } status
                ? ([.. columns.Select(at => new DepartedColumn(at, status))], null, null)
                : ([], null, $"has --departed {typed}, and {way} is no way to leave; {Ways}");
        }

        return ([], null, $"{NoColumn("--departed", typed, names)}; for a file of people who have all left {Ways}");
    }

    private static Checked<IReadOnlyList<IColumnRole>> StatusColumns(string typed, IReadOnlyList<string> names)
    {
        var words = new Dictionary<string, SubscriberStatus?>(StringComparer.OrdinalIgnoreCase);
        var columns = Find(typed, names);
        var end = typed.IndexOf('=', StringComparison.Ordinal);

        // The name of a column may hold a =, so the first one that has a column before it counts.
        while (columns.Count == 0 && end > 0)
        {
            columns = Find(typed[..end], names);
            if (columns.Count > 0 && StatusWords.Read(typed[(end + 1)..], words) is { } problem)
            {
                return new([], $"has --status {typed}, and {problem}");
            }

            end = typed.IndexOf('=', end + 1);
        }

        return columns.Count == 0
            ? new([], NoColumn("--status", typed, names))
            : new([.. columns.Select(at => new StatusColumn(at, names[at], AsksForConsent(names[at]), words))]);
    }

    private static bool AsksForConsent(string name) => ColumnDoubts.Of(name) == ColumnDoubt.Consent;

    private static SubscriberStatus? Departure(string text) =>
        SubscriberFields.Status(text).Value is { } status && SubscriberMerge.IsDeparture(status) ? status : null;

    /// <summary>
    /// All columns of that name: in the file's own letters, or, where none has them, in any case and spelling.
    /// </summary>
    private static List<int> Find(string typed, IReadOnlyList<string> names)
    {
        var all = Enumerable.Range(0, names.Count);
        List<int> same = [.. all.Where(at => names[at].Trim() == typed.Trim() && typed.Trim().Length > 0)];
        var letters = string.Concat(ColumnName.Words(typed));
        return same.Count > 0 || letters.Length == 0
            ? same
            : [.. all.Where(at => string.Concat(ColumnName.Words(names[at])) == letters)];
    }

    private static string NoColumn(string option, string typed, IReadOnlyList<string> names)
    {
        var name = typed.Split('=')[0];
        var meant = DidYouMean.Closest(ColumnName.Shown(name), names.Select(ColumnName.Shown)) is { } near
            ? $" (did you mean {near}?)"
            : $"; it has {string.Join(", ", names.Take(10).Select(ColumnName.Shown))}";
        return $"has no column {ColumnName.Shown(name)} for {option}{meant}";
    }
}
