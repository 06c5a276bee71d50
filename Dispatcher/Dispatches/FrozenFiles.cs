using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// The table <c>dispatch_files</c>: the files of an issue when its dispatch began, and after each correction.
/// Tests: DispatchControlTests.
/// </summary>
internal static class FrozenFiles
{
    /// <summary>Adds the files of one revision.</summary>
    public static async Task WriteAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long dispatchId,
        long revision,
        IReadOnlyDictionary<string, byte[]> files
    ) =>
        await connection.ExecuteAsync(
            "INSERT INTO dispatch_files (dispatch_id, revision, name, content) VALUES (@dispatchId, @revision, @Name, "
                + "@Content)",
            files.Select(file => new
            {
                dispatchId,
                revision,
                Name = file.Key,
                Content = file.Value,
            }),
            transaction
        );

    /// <summary>The files of one revision by name.</summary>
    public static async Task<IReadOnlyDictionary<string, byte[]>> ReadAsync(
        SqliteConnection connection,
        long dispatchId,
        long revision,
        CancellationToken cancellationToken,
        SqliteTransaction? transaction = null
    )
    {
        var files = await connection.QueryAsync<FrozenFile>(
            new CommandDefinition(
                "SELECT name, content FROM dispatch_files WHERE dispatch_id = @dispatchId AND revision = @revision",
                new { dispatchId, revision },
                transaction,
                cancellationToken: cancellationToken
            )
        );
        return files.ToDictionary(file => file.Name, file => file.Content, StringComparer.Ordinal);
    }

    private sealed record FrozenFile
    {
        public required string Name { get; init; }
        public required byte[] Content { get; init; }
    }
}
