using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Editing;

/// <summary>What the database knows that a check asks for. Tests: IssueCommandTests.</summary>
/// <param name="Dispatched">What was sent already.</param>
/// <param name="Tags">The tags that subscribers have; null where there is no database yet.</param>
internal sealed record KnownToCheck(IReadOnlyList<DispatchedSlot> Dispatched, IReadOnlyList<string>? Tags)
{
    /// <summary>Where there is no database yet.</summary>
    public static KnownToCheck Nothing { get; } = new([], Tags: null);

    public static async Task<KnownToCheck> ReadAsync(Database database, CancellationToken cancellationToken) =>
        new(
            await new DispatchedSlots(database).ReadAsync(cancellationToken),
            await new Audiences(database).TagsAsync(cancellationToken)
        );
}
