using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Subscribers.Search;

/// <summary>The table <c>reader_filters</c>: filters that people of the desk keep, for themselves or for all.</summary>
internal static class SavedFilterTable
{
    public const int MaxNameLength = 60;

    /// <summary>Most filters that one account keeps, and that are shared.</summary>
    private const int Most = 50;

    /// <summary>Keeps a filter; one of the same name is replaced.</summary>
    /// <param name="accountId">Whose it is; null shares it with all.</param>
    /// <returns>Why it was not kept and what to do; null when it was.</returns>
    public static async Task<string?> SaveAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string name,
        ReaderFilter filter,
        long? accountId,
        DateTimeOffset now
    )
    {
        var called = LogText.Clean(name).Trim();
        if (called.Length is 0 or > MaxNameLength)
        {
            return $"A saved filter needs a name of at most {MaxNameLength} characters; give it one.";
        }

        if (filter.IsEmpty)
        {
            return "This filter shows everybody; choose something first, then save it.";
        }

        if (filter.NamesAnAddress)
        {
            return "A saved filter keeps no person's address; take the address out of Find, then save it.";
        }

        var kept = await connection.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM reader_filters WHERE coalesce(account_id, 0) = @owner AND name <> @called",
            new { owner = accountId ?? 0, called },
            transaction
        );
        if (kept >= Most)
        {
            return $"There are {Most} saved filters already; delete one first.";
        }

        await connection.ExecuteAsync(
            """
            INSERT INTO reader_filters (name, words, query, account_id, created_at)
            VALUES (@called, @words, @query, @accountId, @now)
                ON CONFLICT (coalesce(account_id, 0), name) DO UPDATE
               SET words = excluded.words, query = excluded.query, created_at = excluded.created_at
            """,
            new
            {
                called,
                words = filter.TypedWords,
                query = filter.FacetQuery,
                accountId,
                now,
            },
            transaction
        );
        return null;
    }

    /// <summary>Those of an account and the shared ones, by name.</summary>
    public static async Task<IReadOnlyList<SavedFilter>> ListAsync(
        SqliteConnection connection,
        long accountId,
        CancellationToken cancellationToken
    ) =>
        [
            .. await connection.QueryAsync<SavedFilter>(
                new CommandDefinition(
                    "SELECT id, name, words, query, account_id FROM reader_filters "
                        + "WHERE account_id IS NULL OR account_id = @accountId ORDER BY name, id",
                    new { accountId },
                    cancellationToken: cancellationToken
                )
            ),
        ];

    /// <summary>Deletes one of the account's own.</summary>
    /// <param name="mayShared">Whether the account may delete shared ones, too.</param>
    /// <returns>Its name; null when there is none that the account may delete.</returns>
    public static Task<string?> RemoveAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        long accountId,
        bool mayShared
    ) =>
        connection.ExecuteScalarAsync<string?>(
            """
            DELETE FROM reader_filters
             WHERE id = @id AND (account_id = @accountId OR (@mayShared AND account_id IS NULL))
            RETURNING name
            """,
            new
            {
                id,
                accountId,
                mayShared,
            },
            transaction
        );

    /// <summary>
    /// Takes out of all filters the words that are in the names or the address of a person who is erased, unless others
    /// on the list have the same name. The person must still be on the list.
    /// </summary>
    public static async Task ForgetAsync(SqliteConnection connection, SqliteTransaction transaction, long subscriberId)
    {
        var filters = (
            await connection.QueryAsync<(long Id, string Words)>(
                "SELECT id, words FROM reader_filters WHERE words <> ''",
                transaction: transaction
            )
        ).AsList();
        if (
            filters.Count == 0
            || await connection.QuerySingleOrDefaultAsync<Person>(
                "SELECT email, email_key, first_name, last_name FROM subscribers WHERE id = @subscriberId",
                new { subscriberId },
                transaction
            )
                is not { } person
        )
        {
            return;
        }

        foreach (var (id, typed) in filters)
        {
            var words = ReaderFilterForm.Parse("", typed).Filter.Words;
            var kept = new List<string>();
            foreach (var word in words)
            {
                if (!person.Text.Contains(word, StringComparison.Ordinal) || await OthersHaveAsync(word))
                {
                    kept.Add(word);
                }
            }

            if (kept.Count < words.Count)
            {
                await connection.ExecuteAsync(
                    "UPDATE reader_filters SET words = @words WHERE id = @id",
                    new { id, words = string.Join(' ', kept) },
                    transaction
                );
            }
        }

        // A filter without anything would show everybody.
        await connection.ExecuteAsync(
            "DELETE FROM reader_filters WHERE words = '' AND query = ''",
            transaction: transaction
        );

        async Task<bool> OthersHaveAsync(string word)
        {
            var part = ReaderSearch.Part(word);
            return await connection.ExecuteScalarAsync<bool>(
                """
                SELECT EXISTS (SELECT 1
                                 FROM reader_search f
                                WHERE f.reader_search MATCH @match AND f.rowid <> @subscriberId
                                AND instr(f.text, @part) > 0)
                """,
                new
                {
                    match = ReaderSearch.Match([part]),
                    subscriberId,
                    part,
                },
                transaction
            );
        }
    }

    private sealed record Person
    {
        public required string Email { get; init; }
        public required string EmailKey { get; init; }
        public string? FirstName { get; init; }
        public string? LastName { get; init; }

        public string Text => ReaderSearch.ForIndex(Email, EmailKey, FirstName, LastName);
    }
}
