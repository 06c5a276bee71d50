using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Subscriptions;

/// <summary>The words for what happens to a subscription, as they stand in the database and on screen.</summary>
internal static class SubscriberEvent
{
    /// <summary>Somebody asked for the newsletter to come to this address; a confirm mail was sent.</summary>
    public const string SignedUp = "signed-up";
    public const string Confirmed = "confirmed";

    /// <summary>Confirmed again after having left, expired or bounced; the detail says which.</summary>
    public const string CameBack = "came-back";
    public const string Paused = "paused";
    public const string Resumed = "resumed";
    public const string Left = "left";

    /// <summary>Mail to the address came back for good; the detail is why, in one word.</summary>
    public const string Bounced = "bounced";

    /// <summary>Marked a message as spam.</summary>
    public const string Complained = "complained";

    /// <summary>Leaving was taken back.</summary>
    public const string Undone = "undone";
    public const string NameChanged = "name-changed";
    public const string TimeZoneChanged = "time-zone-changed";
    public const string AddressAsked = "address-asked";
    public const string AddressChanged = "address-changed";
    public const string TrialBegan = "trial-began";

    /// <summary>An operator gave a term; the detail is its last day.</summary>
    public const string Extended = "extended";
    public const string Paid = "paid";
    public const string Refunded = "refunded";

    /// <summary>The payments ended at this instant; the detail is the provider's id of their subscription, null for all.</summary>
    public const string Ended = "ended";

    /// <summary>The subscription at the provider, whose id is the detail, will not renew itself; its term goes on to its end.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>A cancellation was taken back.</summary>
    public const string Renewing = "renewing";
    public const string Expired = "expired";

    /// <summary>Asked to be erased while a message was on its way.</summary>
    public const string EraseAsked = "erase-asked";
}

/// <summary>The table <c>subscriber_events</c>; append only.</summary>
internal static class SubscriberEvents
{
    public static async Task AddAsync(
        SqliteConnection connection, SqliteTransaction transaction, long subscriberId, string @event, DateTimeOffset at, string? detail = null) =>
        await connection.ExecuteAsync(
            "INSERT INTO subscriber_events (subscriber_id, at, event, detail) VALUES (@subscriberId, @at, @event, @detail)",
            new { subscriberId, at, @event, detail },
            transaction);

    /// <summary>What happened to a person, the oldest first.</summary>
    public static async Task<IReadOnlyList<SubscriberEventRow>> OfAsync(SqliteConnection connection, SqliteTransaction? transaction, long subscriberId) =>
        [.. await connection.QueryAsync<SubscriberEventRow>(
            "SELECT at, event, detail FROM subscriber_events WHERE subscriber_id = @subscriberId ORDER BY id", new { subscriberId }, transaction)];

    /// <summary>The same by address; empty when nobody has it.</summary>
    public static async Task<IReadOnlyList<SubscriberEventRow>> OfAsync(Database database, EmailAddress address, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await Subscription.FindAsync(connection, transaction: null, address.Key) is { } found
            ? await OfAsync(connection, transaction: null, found.Id)
            : [];
    }
}

/// <summary>Something that happened to a subscription.</summary>
internal sealed record SubscriberEventRow
{
    public required DateTimeOffset At { get; init; }

    /// <summary>One of <see cref="SubscriberEvent"/>.</summary>
    public required string Event { get; init; }
    public string? Detail { get; init; }
}
