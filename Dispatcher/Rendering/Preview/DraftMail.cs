using System.Security.Cryptography;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Rendering.Preview;

/// <summary>Makes the mail of an issue that is still in <c>issues/</c>, for somebody who only looks.
/// Tests: DraftPageTests.</summary>
/// <remarks>Links are signed with a key that is thrown away, so no link in it opens the page of a reader.</remarks>
internal sealed class DraftMail(NewsletterFolder folder, NewsletterSettings newsletter)
{
    private readonly IssuePackageReader _packages = new(folder, newsletter);
    private readonly SignedToken _tokens = new([new SigningKey("draft", RandomNumberGenerator.GetBytes(32))]);

    /// <summary>The files of an issue; null, with problems, where they cannot be read.</summary>
    /// <param name="slug">Any text; what names no file of <c>issues/</c> is refused.</param>
    public (IssuePackage? Package, IReadOnlyList<Problem> Problems) Read(string slug) =>
        _packages.Read(Path.Combine(Path.GetFullPath(folder.Issues), $"{slug}.md"));

    /// <summary>The mail as a usual reader would get it.</summary>
    /// <param name="day">The day that the mail names.</param>
    /// <returns>Null when the issue has an error.</returns>
    public async Task<ShownMail?> ShowAsync(
        IssuePackage package,
        DateOnly day,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (CompiledIssue.Compile(package, newsletter, day).Issue is not { } issue)
        {
            return null;
        }

        var reader = InventedReaders.All(now)[0].Recipient;
        var composer = new MessageComposer(issue, newsletter, _tokens, dispatchId: 0, now);
        return composer.Compose(reader, out _) is { } message
            ? await ShownMail.OfAsync(message, Linked(package, issue.Issue), cancellationToken)
            : null;
    }

    /// <summary>The images that the mail links to, by their address, where nobody answers yet.</summary>
    private Dictionary<string, byte[]> Linked(IssuePackage package, Issue issue) =>
        newsletter.Images is ImageTravel.Inline
            ? []
            : package
                .Images.GroupBy(image => MailImages.Url(issue, newsletter, image.Key), StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.First().Value, StringComparer.Ordinal);
}
