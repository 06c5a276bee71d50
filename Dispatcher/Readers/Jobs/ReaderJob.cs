using System.Globalization;
using System.Text.Json;
using Newsletter.Dispatcher.Subscribers.Import;
using Newsletter.Dispatcher.Subscribers.Search;

namespace Newsletter.Dispatcher.Readers.Jobs;

/// <summary>A row of <c>reader_jobs</c>. Tests: ReaderJobsTests.</summary>
internal sealed record ReaderJob
{
    public required long Id { get; init; }

    public ReaderJobKind Kind { get; private init; }

    /// <summary>As it stands in the database; Dapper reads an enum by its names, which are no words.</summary>
    public required string KindWord
    {
        get => Kind.Word();
        init => Kind = ReaderJobKinds.Words.Parse(value);
    }

    public string? Detail { get; init; }
    public required string Words { get; init; }
    public required string Query { get; init; }

    public ReaderJobState State { get; private init; }

    /// <inheritdoc cref="KindWord"/>
    public required string StateWord
    {
        get => State.Word();
        init => State = ReaderJobStates.Words.Parse(value);
    }

    /// <summary>Readers with a lower id are yet to be looked at; null before the first step.</summary>
    public long? BeforeId { get; init; }

    public long DonePart { get; init; }
    public long AllParts { get; init; }

    /// <summary>How many readers the filter let through so far.</summary>
    public long Seen { get; init; }

    public long Changed { get; init; }
    public long Undone { get; init; }

    /// <summary>What an import came to, as JSON.</summary>
    public string? Result { get; init; }

    public string? Problem { get; init; }
    public required string Actor { get; init; }
    public string? Reason { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    public ReaderFilter Filter => ReaderFilterForm.Parse(Query, Words).Filter;

    public ImportResult? Import => Result is null ? null : JsonSerializer.Deserialize<ImportResult>(Result);

    /// <summary>0 to 100.</summary>
    public int Percent =>
        State is ReaderJobState.Done ? 100
        : AllParts == 0 ? 0
        : (int)Math.Clamp(100 * DonePart / AllParts, 0, 100);

    public bool CanBeUndone =>
        Kind.CanBeUndone() && Changed > 0 && State is ReaderJobState.Done or ReaderJobState.Cancelled;

    /// <summary>What it does, for people: <c>add the tag world</c>.</summary>
    public string Title =>
        Kind switch
        {
            ReaderJobKind.AddTag => $"add the tag {Detail}",
            ReaderJobKind.RemoveTag => $"remove the tag {Detail}",
            ReaderJobKind.Pause => Detail is null ? "pause" : $"pause until {Detail}",
            ReaderJobKind.Resume => "resume",
            ReaderJobKind.Extend => $"extend until {Detail}",
            ReaderJobKind.Lift => "lift suppressions",
            ReaderJobKind.ImportCheck => "check a file",
            _ => "import a file",
        };

    /// <summary>The day in the detail; null where it has none.</summary>
    public DateOnly? Day =>
        DateOnly.TryParseExact(Detail, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}
