using System.Globalization;
using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>All rows of all tables, so that a test sees what an address of the desk has changed.</summary>
internal static class DeskRows
{
    /// <summary>
    /// What the service itself writes while it runs: that it lives, and what its own looks found. No page writes them
    /// at a look, because their owners are in other rooms.
    /// </summary>
    private static readonly string[] OfTheService = ["owner", "watch"];

    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ReadAsync(Database database)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        var tables = (
            await connection.QueryAsync<string>(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
        ).Except(OfTheService);
        var rows = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var table in tables)
        {
            await using var reader = await connection.ExecuteReaderAsync($"SELECT * FROM \"{table}\"");
            var found = new List<string>();
            while (await reader.ReadAsync())
            {
                found.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Text(table, reader, i))));
            }

            found.Sort(StringComparer.Ordinal);
            rows[table] = found;
        }

        return rows;
    }

    /// <summary>Rows that are in one reading and not in the other, with their table.</summary>
    public static IEnumerable<string> Changes(
        IReadOnlyDictionary<string, IReadOnlyList<string>> before,
        IReadOnlyDictionary<string, IReadOnlyList<string>> after
    ) =>
        before.Keys.SelectMany(table =>
            before[table]
                .Except(after[table])
                .Select(row => $"{table} - {row}")
                .Concat(after[table].Except(before[table]).Select(row => $"{table} + {row}"))
        );

    /// <summary>When a session was last seen changes with each look.</summary>
    private static string Text(string table, System.Data.Common.DbDataReader reader, int column) =>
        (table, reader.GetName(column)) is ("account_sessions", "last_seen_at")
            ? ""
            : reader.GetValue(column) switch
            {
                byte[] bytes => Convert.ToHexString(bytes),
                var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
            };
}
