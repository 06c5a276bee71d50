using System.Text.Json.Serialization;

namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>What an import came to.</summary>
internal sealed record ImportResult
{
    /// <summary>Why nothing of the file was imported, to stand behind its name; null when rows were read.</summary>
    public string? Problem { get; init; }

    /// <summary>
    /// The problem is a question to the operator: columns that nobody has explained, or an option that does not fit the
    /// file.
    /// </summary>
    [JsonIgnore]
    public bool NeedsAnswer { get; init; }

    /// <summary>The product whose export it is; null for our own form.</summary>
    public string? Product { get; init; }

    /// <summary>Columns of the file.</summary>
    public int Columns { get; init; }

    /// <summary>Rows read; the sum of the five counts below.</summary>
    public long Rows { get; init; }

    public long Added { get; init; }

    public long Updated { get; init; }

    public long Unchanged { get; init; }

    /// <summary>Rows about people who have left or must get nothing: they stay away, nothing was changed.</summary>
    public long Kept { get; init; }

    public long Refused { get; init; }

    /// <summary>
    /// What each column that was read was taken for, by its name in the file: <c>Email Address</c> for <c>email</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> TakenFor { get; init; } = new Dictionary<string, string>();

    /// <summary>Columns that were not read, each with the one that may have been meant.</summary>
    public IReadOnlyList<string> IgnoredColumns { get; init; } = [];

    /// <summary>
    /// How many cells of a column could not be kept, though their rows were taken: of another product's export.
    /// </summary>
    public IReadOnlyDictionary<string, long> LeftOut { get; init; } = new Dictionary<string, long>();

    /// <summary>Where the refused rows are; null when there are none.</summary>
    public string? RejectedFile { get; init; }

    /// <summary>It was stopped before the file's end.</summary>
    public bool IsStopped { get; init; }
}
