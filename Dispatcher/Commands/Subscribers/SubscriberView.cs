using System.Globalization;
using Newsletter.Dispatcher.Readers;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions;
using Newsletter.Dispatcher.Suppressions;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Subscribers;

/// <summary>
/// What <c>subscriber show</c> prints: the person, what they read on, and what happened so far.
/// Tests: SubscriberCommandTests.
/// </summary>
internal static class SubscriberView
{
    private const string Minute = "yyyy-MM-dd HH:mm 'UTC'";

    /// <param name="zone">Whose calendar says which day is the last of a term.</param>
    public static void Show(
        Terminal terminal,
        ReaderCard card,
        IReadOnlyList<SubscriberEventRow> history,
        TimeZoneInfo zone,
        bool isJson
    )
    {
        var (subscriber, reference) = (card.Reader, card.Reference);
        if (isJson)
        {
            terminal.Json(Json(subscriber, history, reference));
            return;
        }

        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "");
        void Row(string name, string? value) =>
            table.AddRow(new Spectre.Console.Text(name), new Spectre.Console.Text(value ?? "-"));
        Row("Address", subscriber.Email);
        Row("First name", subscriber.FirstName);
        Row("Last name", subscriber.LastName);
        Row("Time zone", subscriber.TimeZone ?? "the newsletter's");
        var status = subscriber.Status.Word();
        Row("Status", subscriber.PausedUntil is { } day ? $"{status} until {Date(day)}" : status);
        if (subscriber.Term?.Word() is { } term)
        {
            Row(
                "Term",
                subscriber.TermEndsAt is { } end ? $"{term} until {Date(LocalDay.LastBefore(end, zone))}" : term
            );
        }

        Row("Tags", subscriber.Tags.Count == 0 ? null : string.Join(", ", subscriber.Tags));
        Row("Reference", reference);
        foreach (var one in card.Suppressed)
        {
            Row("Suppressed", $"{one.Kind.Word()}: {one.Reason}");
        }

        Row("Since", subscriber.CreatedAt.ToString(Minute, CultureInfo.InvariantCulture));
        foreach (var one in history)
        {
            Row(
                one.At.ToString(Minute, CultureInfo.InvariantCulture),
                one.Detail is null ? one.Event.Word() : $"{one.Event.Word()}: {one.Detail}"
            );
        }

        terminal.Console.Write(table);
    }

    private static object Json(Subscriber subscriber, IReadOnlyList<SubscriberEventRow> history, string reference) =>
        new
        {
            subscriber.Id,
            subscriber.Email,
            subscriber.FirstName,
            subscriber.LastName,
            subscriber.TimeZone,
            Status = subscriber.Status.Word(),
            subscriber.Tags,
            subscriber.CreatedAt,
            subscriber.ConfirmedAt,
            subscriber.PausedUntil,
            Term = subscriber.Term?.Word(),
            subscriber.TermEndsAt,
            subscriber.LinkEpoch,
            Ref = reference,
            History = history,
        };

    private static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
