using Newsletter.Dispatcher.Issues.Writing;

namespace Newsletter.Dispatcher.Editing;

/// <summary>
/// Finds the text that a person began with, by its hash: the file as it is, or one of its versions.
/// Tests: WritePageTests.
/// </summary>
internal sealed class SeenTexts(IssueFiles files, IssueVersionTable versions)
{
    /// <returns>Null when nobody has kept that text.</returns>
    public async Task<byte[]?> FindAsync(string slug, string hash, CancellationToken cancellationToken) =>
        files.Read(slug).File is { } now && now.Hash == hash
            ? now.Content
            : await versions.ContentAsync(slug, hash, cancellationToken);
}
