using Newsletter.Dispatcher.Issues.Writing;

namespace Newsletter.Dispatcher.Editing;

/// <summary>What became of a save. Tests: IssueSavesTests.</summary>
internal abstract record SaveResult
{
    private SaveResult() { }

    /// <summary>The file holds the text, and the text is a version.</summary>
    /// <param name="Note">What went wrong beside it, for example with git; null as a rule.</param>
    internal sealed record Saved(WrittenFile File, string? Note) : SaveResult;

    /// <summary>The file has changed meanwhile. Nothing was written; the text is kept as a version.</summary>
    /// <param name="Kept">The number of that version.</param>
    internal sealed record Conflict(WrittenFile Now, long Kept) : SaveResult;

    /// <summary>The file has vanished meanwhile. Nothing was written; the text is kept as a version.</summary>
    internal sealed record Gone(long Kept) : SaveResult;

    /// <summary>Nothing was written.</summary>
    /// <param name="Message">What is wrong and what to do.</param>
    internal sealed record Refused(string Message) : SaveResult;
}
