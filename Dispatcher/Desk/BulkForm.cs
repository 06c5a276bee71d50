using Newsletter.Dispatcher.Readers.Jobs;
using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// Reads what is to be done to many readers: the kind, and the tag or the day that it needs. Pure.
/// Tests: BulkFormTests.
/// </summary>
internal static class BulkForm
{
    /// <summary>What the page offers, in its order, with its words.</summary>
    public static readonly IReadOnlyList<(ReaderJobKind Kind, string Title)> Kinds =
    [
        (ReaderJobKind.AddTag, "Add a tag"),
        (ReaderJobKind.RemoveTag, "Remove a tag"),
        (ReaderJobKind.Pause, "Pause"),
        (ReaderJobKind.Resume, "Resume"),
        (ReaderJobKind.Extend, "Extend the term"),
        (ReaderJobKind.Lift, "Lift suppressions that bounces led to"),
    ];

    /// <param name="kind">The word of the kind.</param>
    /// <param name="tag">For the kinds about tags.</param>
    /// <param name="day">Until when to pause, which may be empty; the last day of a term.</param>
    /// <param name="today">The day of the newsletter's zone.</param>
    /// <returns>The kind and what it needs; or what is wrong and what to do.</returns>
    public static (ReaderJobKind? Kind, string? Detail, string? Problem) Read(
        string? kind,
        string? tag,
        string? day,
        DateOnly today
    )
    {
        if (ReaderJobKinds.Words.Find(kind) is not { } wanted || wanted.IsImport())
        {
            return (null, null, "Choose what is to be done.");
        }

        return wanted switch
        {
            ReaderJobKind.AddTag or ReaderJobKind.RemoveTag => ReadTag(wanted, tag),
            ReaderJobKind.Pause or ReaderJobKind.Extend => ReadDay(wanted, day, today),
            _ => (wanted, null, null),
        };
    }

    private static (ReaderJobKind?, string?, string?) ReadTag(ReaderJobKind kind, string? tag)
    {
        var read = SubscriberFields.Tags([tag ?? ""]);
        return read.Problem is { } problem ? (null, null, $"The field Tag {problem}.")
            : read.Value.Count == 0 ? (null, null, "Type the tag.")
            : (kind, read.Value[0], null);
    }

    private static (ReaderJobKind?, string?, string?) ReadDay(ReaderJobKind kind, string? day, DateOnly today)
    {
        var read = SubscriberFields.Day(day);
        return read.Problem is { } problem ? (null, null, $"{day?.Trim()} {problem}.")
            : read.Value is null && kind is ReaderJobKind.Extend ? (null, null, "Choose the last day of the term.")
            : read.Value <= today ? (null, null, "Choose a day after today.")
            : (
                kind,
                read.Value is { } until ? ReaderLook.Day(new(until, TimeOnly.MinValue, TimeSpan.Zero)) : null,
                null
            );
    }
}
