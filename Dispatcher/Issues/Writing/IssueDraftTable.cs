using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Issues.Writing;

/// <summary>The table <c>issue_drafts</c>: one text for each person and issue, which touches no file.</summary>
internal sealed class IssueDraftTable(Database database)
{
    /// <summary>Keeps what a person typed in the place of what the person typed before.</summary>
    public async Task KeepAsync(string account, IssueDraft draft, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO issue_drafts (account, slug, at, base_hash, text)
                VALUES (@account, @Slug, @At, @BaseHash, @Text)
                ON CONFLICT (account, slug) DO UPDATE
                    SET at = excluded.at, base_hash = excluded.base_hash, text = excluded.text
                """,
                new
                {
                    account,
                    draft.Slug,
                    draft.At,
                    draft.BaseHash,
                    draft.Text,
                },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>What a person typed; null when there is nothing unsaved.</summary>
    public async Task<IssueDraft?> FindAsync(string account, string slug, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
            await connection.QuerySingleOrDefaultAsync<DraftRow>(
                new CommandDefinition(
                    "SELECT slug, at, base_hash, text FROM issue_drafts WHERE account = @account AND slug = @slug",
                    new { account, slug },
                    cancellationToken: cancellationToken
                )
            )
                is { } row
            ? new(row.Slug, row.At, row.BaseHash, row.Text)
            : null;
    }

    /// <summary>Throws away what a person typed.</summary>
    public async Task DiscardAsync(string account, string slug, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await DiscardAsync(connection, transaction: null, account, slug);
    }

    /// <summary>As above, within the transaction that keeps the text elsewhere.</summary>
    public static Task DiscardAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        string account,
        string slug
    ) =>
        connection.ExecuteAsync(
            "DELETE FROM issue_drafts WHERE account = @account AND slug = @slug",
            new { account, slug },
            transaction
        );

    private sealed record DraftRow
    {
        public required string Slug { get; init; }
        public required DateTimeOffset At { get; init; }
        public required string BaseHash { get; init; }
        public required string Text { get; init; }
    }
}
