using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>Makes a database as an older version of the program would.</summary>
internal static class OlderDatabase
{
    /// <param name="before">The end of the name of the first migration that is missing.</param>
    /// <returns>How many migrations are missing.</returns>
    public static async Task<int> MakeAsync(Database database, string before)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            "CREATE TABLE schema_versions (SchemaVersionID INTEGER CONSTRAINT 'PK_schema_versions_SchemaVersionID' "
                + "PRIMARY KEY AUTOINCREMENT NOT NULL, ScriptName TEXT NOT NULL, Applied DATETIME NOT NULL)"
        );
        var all = typeof(Migrator)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();
        var made = all.TakeWhile(name => !name.EndsWith(before, StringComparison.Ordinal)).ToList();
        foreach (var name in made)
        {
            using var reader = new StreamReader(typeof(Migrator).Assembly.GetManifestResourceStream(name)!);
            await connection.ExecuteAsync(await reader.ReadToEndAsync());
            await connection.ExecuteAsync(
                "INSERT INTO schema_versions (ScriptName, Applied) VALUES (@name, '2026-11-01')",
                new { name }
            );
        }

        return all.Count - made.Count;
    }
}
