using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>The migrations as text, and the tables that they leave.</summary>
internal static partial class Migrations
{
    /// <summary>In their order, without comments.</summary>
    public static IReadOnlyList<string> Texts { get; } =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(Corpora.Repository(), "Dispatcher", "Storage", "Migrations"), "*.sql")
            .Order(StringComparer.Ordinal)
            .Select(path => WithoutComments(File.ReadAllText(path))),
    ];

    /// <summary>The tables after the last migration.</summary>
    public static IReadOnlyList<string> Tables { get; } = Replay();

    public static string WithoutComments(string sql) => Comment.Replace(sql, "");

    private static List<string> Replay()
    {
        var tables = new List<string>();
        foreach (var match in Texts.SelectMany(text => TableChange.Matches(text)))
        {
            var (made, dropped, from, to) = (
                match.Groups[1].Value,
                match.Groups[2].Value,
                match.Groups[3].Value,
                match.Groups[4].Value
            );
            tables.RemoveAll(table => table == dropped || table == from);
            tables.AddRange(new[] { made, to }.Where(name => name.Length > 0));
        }

        return tables;
    }

    [GeneratedRegex(
        @"CREATE (?:VIRTUAL )?TABLE (\w+)|DROP TABLE (\w+)|ALTER TABLE (\w+) RENAME TO (\w+)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex TableChange { get; }

    [GeneratedRegex(@"--[^\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex Comment { get; }
}
