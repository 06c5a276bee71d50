namespace Newsletter.Dispatcher.Issues.Writing;

/// <summary>A text that an issue had, or nearly had.</summary>
/// <param name="Account">The account of the person; null for what was found on the disk.</param>
/// <param name="Actor">The name of the person as it was then.</param>
/// <param name="Hash">See <see cref="WrittenFile.Hash"/>.</param>
internal sealed record IssueVersion(
    long Id,
    string Slug,
    DateTimeOffset At,
    VersionKind Kind,
    string? Account,
    string Actor,
    string Hash
);
