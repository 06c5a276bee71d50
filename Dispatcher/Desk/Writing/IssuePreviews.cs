using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues.Writing;

namespace Newsletter.Dispatcher.Desk.Writing;

/// <summary>Draws a text and puts the mail where a frame finds it. Tests: WritePageTests.</summary>
internal sealed class IssuePreviews(LivePreview live, PreviewShelf shelf)
{
    /// <param name="reader">The name of an invented reader.</param>
    /// <param name="isWhole">True when the text field has the whole file.</param>
    public async Task<LiveAnswer> DrawAsync(
        long account,
        string slug,
        IssueSource source,
        string reader,
        bool isWhole,
        CancellationToken cancellationToken
    )
    {
        var shown = await live.OfAsync(slug, source.Bytes, reader, cancellationToken);
        return LiveAnswer.Of(shown, slug, source, isWhole, shelf.Put(account, shown.Mail));
    }
}
