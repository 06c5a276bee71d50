using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// Says how long a migration may take, from its text and from how many rows the tables have. A guess on the careful
/// side: a row that is copied, changed or sorted into an index counts once for each of these. Pure.
/// </summary>
internal static partial class UpgradeEstimate
{
    /// <summary>A slow disk does more in a second; docs/performance.md has what was measured.</summary>
    private const double RowsASecond = 150_000;

    private const double CopiedOctetsASecond = 60e6;

    /// <summary>A commit with its sync.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(20);

    /// <param name="rows">How many rows a table has.</param>
    public static PendingMigration Of(string name, string script, Func<string, long> rows)
    {
        var touched = Tables(script).Sum(rows);
        return new(name, touched, Least + TimeSpan.FromSeconds(touched / RowsASecond));
    }

    /// <summary>How long the copy before the changes may take.</summary>
    public static TimeSpan OfCopy(long octets) => TimeSpan.FromSeconds(octets / CopiedOctetsASecond);

    /// <summary>The tables whose rows the statements read or write, once for each statement.</summary>
    public static IEnumerable<string> Tables(string script) =>
        Work.Matches(Comment.Replace(script, ""))
            .Select(match => match.Groups["table"].Value.ToLowerInvariant())
            .Where(table => table.Length > 0);

    [GeneratedRegex(
        @"CREATE\s+(?:UNIQUE\s+)?INDEX\s+\w+\s+ON\s+(?<table>\w+)"
            + @"|INSERT\s+INTO\s+\w+[^;]*?\bSELECT\b[^;]*?\bFROM\s+(?<table>\w+)"
            + @"|UPDATE\s+(?<table>\w+)\s+SET\b"
            + @"|DELETE\s+FROM\s+(?<table>\w+)"
            + @"|CREATE\s+TRIGGER\b.*?\bEND;",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline
    )]
    private static partial Regex Work { get; }

    [GeneratedRegex("--[^\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex Comment { get; }
}
