using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>The tables subscribers and subscriber_tags: one person at a time, and all of them in pages.</summary>
internal sealed class SubscriberList(Database database, TimeProvider clock)
{
    /// <summary>Most rows that one read transaction fetches.</summary>
    private const int PageRows = 1000;

    private const string Columns = """
        s.id, s.email, s.first_name, s.last_name, s.time_zone, s.status, s.created_at, s.link_epoch,
               s.confirmed_at, s.paused_until, s.term, s.term_ends_at,
               (SELECT string_agg(t.tag, ';' ORDER BY t.tag) FROM subscriber_tags t
                   WHERE t.subscriber_id = s.id) AS tags
        """;

    /// <summary>Adds a person, active where the entry says no status.</summary>
    /// <returns>As stored, or null when the mailbox is on the list already; then nothing is changed.</returns>
    public async Task<Subscriber?> AddAsync(SubscriberEntry entry, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (await SubscriberTable.AddAsync(connection, transaction, entry, now) is not { } id)
                {
                    return null;
                }

                await connection.ExecuteAsync(
                    new CommandDefinition(
                        "INSERT INTO subscriber_tags (subscriber_id, tag) VALUES (@id, @tag)",
                        entry.Tags.Select(tag => new { id, tag }),
                        transaction,
                        cancellationToken: cancellationToken
                    )
                );
                return await FindAsync(connection, entry.Address, cancellationToken);
            },
            cancellationToken
        );
    }

    /// <summary>The person with this mailbox, or null.</summary>
    public async Task<Subscriber?> FindAsync(EmailAddress address, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await FindAsync(connection, address, cancellationToken);
    }

    /// <summary>The person with this id, or null.</summary>
    public async Task<Subscriber?> FindAsync(long id, CancellationToken cancellationToken) =>
        (await FindAllAsync([id], cancellationToken)).SingleOrDefault();

    /// <summary>Those who have these ids and are still there, in the order of the ids as given.</summary>
    /// <param name="ids">Some hundred at most.</param>
    public async Task<IReadOnlyList<Subscriber>> FindAllAsync(
        IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count == 0)
        {
            return [];
        }

        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(
                $"SELECT {Columns} FROM subscribers s WHERE s.id IN @ids",
                new { ids },
                cancellationToken: cancellationToken
            )
        );
        var found = rows.ToDictionary(row => row.Id);
        return [.. ids.Where(found.ContainsKey).Select(id => found[id].ToSubscriber())];
    }

    /// <summary>Deletes the person and their tags; the counts of what was sent to them stay.</summary>
    /// <returns>False when nobody has this mailbox.</returns>
    public Task<bool> RemoveAsync(EmailAddress address, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
                await connection.ExecuteScalarAsync<long?>(
                    "SELECT id FROM subscribers WHERE email_key = @Key",
                    new { address.Key },
                    transaction
                )
                    is { } id
                && await SubscriberTable.EraseAsync(connection, transaction, id),
            cancellationToken
        );

    /// <summary>Everybody whom the filter lets through, by id.</summary>
    /// <remarks>
    /// Each page is a read of its own, so that a slow reader never keeps the write-ahead log from being cut. Who joins
    /// or changes while it runs may be seen or not; nobody is seen twice.
    /// </remarks>
    public async IAsyncEnumerable<Subscriber> ReadAsync(
        SubscriberFilter filter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var after = 0L;
        while (await PageAsync(filter, after, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var subscriber in page)
            {
                yield return subscriber;
            }

            after = page[^1].Id;
        }
    }

    /// <summary>
    /// How many people have each status, in the order of <see cref="SubscriberStatuses"/>; zero where nobody has.
    /// </summary>
    public async Task<IReadOnlyList<StatusCount>> CountsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var counts = (
            await connection.QueryAsync<StatusCount>(
                new CommandDefinition(
                    "SELECT status, count(*) AS count FROM subscribers GROUP BY status",
                    cancellationToken: cancellationToken
                )
            )
        ).ToDictionary(row => row.Status);
        return
        [
            .. SubscriberStatuses.Words.Values.Select(status =>
                counts.GetValueOrDefault(status) ?? new StatusCount { Status = status, Count = 0 }
            ),
        ];
    }

    private static async Task<Subscriber?> FindAsync(
        SqliteConnection connection,
        EmailAddress address,
        CancellationToken cancellationToken
    )
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition(
                $"SELECT {Columns} FROM subscribers s WHERE s.email_key = @Key",
                new { address.Key },
                cancellationToken: cancellationToken
            )
        );
        return row?.ToSubscriber();
    }

    /// <summary>
    /// The next page after an id. By key: with OFFSET a page would cost as much as all pages before it.
    /// </summary>
    private async Task<IReadOnlyList<Subscriber>> PageAsync(
        SubscriberFilter filter,
        long after,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(
                $"""
                SELECT {Columns}
                  FROM subscribers s
                 WHERE s.id > @after
                   AND (CAST(@Status AS TEXT) IS NULL OR s.status = @Status)
                   AND (CAST(@Tag AS TEXT) IS NULL OR EXISTS (
                        SELECT 1 FROM subscriber_tags t WHERE t.subscriber_id = s.id AND t.tag = @Tag))
                 ORDER BY s.id
                 LIMIT @PageRows
                """,
                new
                {
                    after,
                    Status = filter.Status?.Word(),
                    filter.Tag,
                    PageRows,
                },
                cancellationToken: cancellationToken
            )
        );
        return [.. rows.Select(row => row.ToSubscriber())];
    }

    /// <summary>A subscriber as one row, tags in one text.</summary>
    private sealed record Row
    {
        public required long Id { get; init; }
        public required string Email { get; init; }
        public string? FirstName { get; init; }
        public string? LastName { get; init; }
        public string? TimeZone { get; init; }
        public required SubscriberStatus Status { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? ConfirmedAt { get; init; }
        public DateOnly? PausedUntil { get; init; }
        public SubscriberTerm? Term { get; init; }
        public DateTimeOffset? TermEndsAt { get; init; }
        public long LinkEpoch { get; init; }
        public string? Tags { get; init; }

        public Subscriber ToSubscriber() =>
            new()
            {
                Id = Id,
                Email = Email,
                FirstName = FirstName,
                LastName = LastName,
                TimeZone = TimeZone,
                Status = Status,
                CreatedAt = CreatedAt,
                ConfirmedAt = ConfirmedAt,
                PausedUntil = PausedUntil,
                Term = Term,
                TermEndsAt = TermEndsAt,
                LinkEpoch = LinkEpoch,
                Tags = Tags?.Split(';') ?? [],
            };
    }
}
