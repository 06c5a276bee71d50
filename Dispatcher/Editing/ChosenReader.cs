using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Rendering.Preview;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Editing;

/// <summary>The reader of <c>--as</c>: an invented one by name, or a subscriber.
/// Tests: PreviewCommandTests.</summary>
/// <param name="Name">As the editor typed it.</param>
/// <param name="About">Who that is, in a few words.</param>
internal sealed record ChosenReader(string Name, string About, Recipient Recipient)
{
    /// <param name="text">Null for the usual invented reader.</param>
    /// <returns>The reader, or why there is none.</returns>
    public static async Task<(ChosenReader? Reader, string? Refusal)> FindAsync(
        string? text,
        DispatcherSettings settings,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        text ??= InventedReaders.Usual;
        if (!text.Contains('@', StringComparison.Ordinal))
        {
            return InventedReaders.Find(text, clock.GetUtcNow()) is { } invented
                ? (new(invented.Name, invented.About, invented.Recipient), null)
                : (null, $"--as {text}: {InventedReaders.Unknown(text)}");
        }

        if (!EmailAddress.TryParse(text, out var address, out var problem))
        {
            return (null, $"--as {text} {problem}");
        }

        var database = EditedIssueReader.ToLook(settings);
        var known = database is null
            ? null
            : await new SubscriberList(database, clock).FindAsync(address, cancellationToken);
        return known is null
            ? (null, $"no subscriber has the address {text}; leave --as out for an invented reader.")
            : (new(text, "a subscriber", Of(known)), null);
    }

    private static Recipient Of(Subscriber known) =>
        new(known.Id, known.Email, known.FirstName, known.LastName, known.TimeZone, known.Status.Word(), known.Tags)
        {
            LinkEpoch = known.LinkEpoch,
            Term = known.Term?.Word(),
            TermEndsAt = known.TermEndsAt,
        };
}
