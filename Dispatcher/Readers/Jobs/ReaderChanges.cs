using System.Globalization;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Suppressions;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Readers.Jobs;

/// <summary>
/// Does to one reader what a job does to many, and undoes it, by the same verbs as for one reader alone.
/// Tests: ReaderJobsTests.
/// </summary>
internal sealed class ReaderChanges(Pauses pauses, TermStore terms, SignedToken tokens, TimeProvider clock)
{
    private const string Active = "active";
    private const string Paused = "paused";

    /// <returns>How the reader was before, to be kept; null when nothing changed.</returns>
    public async Task<string?> ChangeAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        ReaderJob job,
        long id
    )
    {
        if (await Subscription.FindAsync(connection, transaction, id) is not { } found)
        {
            return null;
        }

        return job.Kind switch
        {
            ReaderJobKind.AddTag => await TagChanges.AddAsync(connection, transaction, id, job.Detail!) ? "" : null,
            ReaderJobKind.RemoveTag => await TagChanges.RemoveAsync(connection, transaction, id, job.Detail!)
                ? ""
                : null,
            ReaderJobKind.Pause => (await pauses.PauseAsync(connection, transaction, id, job.Day)).IsDone
                ? Standing(found)
                : null,
            ReaderJobKind.Resume => (await pauses.ResumeAsync(connection, transaction, id)).IsDone
                ? Standing(found)
                : null,
            ReaderJobKind.Extend => await terms.ExtendAsync(connection, transaction, id, job.Day!.Value)
                is { IsDone: true }
                ? ""
                : null,
            ReaderJobKind.Lift => await LiftAsync(connection, transaction, found) ? "" : null,
            _ => null,
        };
    }

    /// <returns>False when the reader was changed by somebody else meanwhile, and is left alone.</returns>
    public async Task<bool> UndoAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        ReaderJob job,
        long id,
        string before
    )
    {
        switch (job.Kind)
        {
            case ReaderJobKind.AddTag:
                return await TagChanges.RemoveAsync(connection, transaction, id, job.Detail!);
            case ReaderJobKind.RemoveTag:
                return await TagChanges.AddAsync(connection, transaction, id, job.Detail!);
        }

        if (await Subscription.FindAsync(connection, transaction, id) is not { } found || Standing(found) != After(job))
        {
            return false;
        }

        return (
            before == Active
                ? await pauses.ResumeAsync(connection, transaction, id)
                : await pauses.PauseAsync(connection, transaction, id, Until(before))
        ).IsDone;
    }

    /// <summary>Whether the reader gets mail: what a pause and its end change.</summary>
    private static string Standing(Subscription found) =>
        found.Status is SubscriberStatus.Paused ? Said(found.PausedUntil) : found.Status.Word();

    private static string After(ReaderJob job) => job.Kind is ReaderJobKind.Resume ? Active : Said(job.Day);

    private static string Said(DateOnly? until) =>
        until is { } day ? string.Create(CultureInfo.InvariantCulture, $"{Paused} {day:yyyy-MM-dd}") : Paused;

    private static DateOnly? Until(string before) =>
        before.Length > Paused.Length
            ? DateOnly.ParseExact(before[(Paused.Length + 1)..], "yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;

    /// <summary>
    /// Only what came back is lifted for many: a complaint, and what an operator decided, were about one person.
    /// </summary>
    private async Task<bool> LiftAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Subscription found
    ) =>
        EmailAddress.TryParse(found.Email, out var address, out _)
        && (await SuppressionTable.FindAsync(connection, transaction, address, tokens.OldestKey)).Any(one =>
            one.Kind is SuppressionKind.Bounce
        )
        && await SuppressionTable.RemoveAsync(
            connection,
            transaction,
            found.EmailKey,
            reactivate: true,
            clock.GetUtcNow()
        );
}
