using System.Globalization;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions;

namespace Newsletter.Dispatcher.Readers;

/// <summary>
/// Sends the latest issue to one reader once more. The ledger of the dispatch stays as it is, since it promises one
/// delivery for each reader: the copy is a mail of its own kind, with its own state, and there is one for each issue
/// and reader, ever.
/// </summary>
internal static class IssueAgain
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromHours(24);

    /// <summary>Why the issue is not sent once more, and what to do; null when it may be. Pure.</summary>
    /// <param name="latest">Null when no issue was sent yet.</param>
    public static string? WhyNot(SubscriberStatus status, bool isSuppressed, LatestDelivery? latest) =>
        (status, latest) switch
        {
            (_, null) => "No issue was sent yet.",
            _ when isSuppressed => "The address is suppressed; lift the suppression first.",
            (not (SubscriberStatus.Active or SubscriberStatus.Paused), _) =>
                $"The reader is {status.Word()} and gets no issues.",
            (_, { AgainAt: { } at }) => string.Create(
                CultureInfo.InvariantCulture,
                $"It was sent again already, {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC ({latest.AgainState}); once is all."
            ),
            (_, { State: DeliveryState.Pending or DeliveryState.Sending or DeliveryState.Deferred }) =>
                "The issue is still on its way to the reader; wait until its delivery has ended.",
            _ => null,
        };

    /// <summary>Queues the mail, unless something speaks against it.</summary>
    public static async Task<ReaderAnswer> QueueAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Subscription reader,
        bool isSuppressed,
        DateTimeOffset now
    )
    {
        var latest = await LatestDelivery.ReadAsync(connection, transaction, reader.Id);
        if (WhyNot(reader.Status, isSuppressed, latest) is { } reason)
        {
            return ReaderAnswer.Refused(reason);
        }

        var dispatch = latest!.DispatchId.ToString(CultureInfo.InvariantCulture);
        await MailQueue.AddAsync(
            connection,
            transaction,
            new NewMail(
                MailKind.IssueCopy,
                string.Create(CultureInfo.InvariantCulture, $"{MailKind.IssueCopy.Word()}:{dispatch}:{reader.Id}"),
                reader.Id,
                reader.Email,
                new Dictionary<string, string> { ["dispatch_id"] = dispatch },
                DueAt: now,
                now + GoodFor
            ),
            now
        );
        var first =
            latest.State is DeliveryState.Sent ? " The relay took the first one: the reader may have it twice." : "";
        return ReaderAnswer.Done($"“{latest.Title}” goes to the reader once more, within a minute.{first}");
    }
}
