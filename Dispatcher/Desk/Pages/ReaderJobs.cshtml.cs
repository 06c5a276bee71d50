using Newsletter.Dispatcher.Readers.Jobs;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>The latest work on many readers. Tests: ReaderPagesTests.</summary>
internal sealed class ReaderJobsModel(Database database) : DeskPage
{
    private const int Most = 100;

    public IReadOnlyList<ReaderJob> Jobs { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Jobs = await ReaderJobTable.ListAsync(database, Most, cancellationToken);
}
