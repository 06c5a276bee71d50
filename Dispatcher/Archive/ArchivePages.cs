using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Archive;

/// <summary>
/// The pages of past issues, each made once: the files of a revision never change.
/// Tests: ArchiveTests.
/// </summary>
internal sealed class ArchivePages(ArchiveStore store, NewsletterSettings newsletter)
{
    /// <summary>A year's issues of a page in the list, and what a crawler walks through, at some ten kB each.</summary>
    private const int Most = 200;

    private readonly Lock _gate = new();
    private readonly Dictionary<(long DispatchId, long Revision), ArchivePage> _pages = [];
    private readonly Queue<(long DispatchId, long Revision)> _order = [];

    public async Task<ArchivePage> OfAsync(PublishedIssue issue, CancellationToken cancellationToken)
    {
        var key = (issue.DispatchId, issue.Revision);
        lock (_gate)
        {
            if (_pages.TryGetValue(key, out var known))
            {
                return known;
            }
        }

        var page = ArchivePage.Of(
            IssuePackage.Thaw(await store.FilesAsync(issue, cancellationToken)),
            newsletter,
            issue.SlotDate
        );
        lock (_gate)
        {
            if (_pages.TryAdd(key, page))
            {
                _order.Enqueue(key);
                if (_order.Count > Most)
                {
                    _pages.Remove(_order.Dequeue());
                }
            }
        }

        return page;
    }
}
