using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers.Import;

namespace Newsletter.Dispatcher.Readers.Jobs;

/// <summary>
/// Notes how far an import is, and stops it when its job was cancelled. It is told on the importing thread, between two
/// batches. Tests: ReaderJobsTests.
/// </summary>
internal sealed class ImportWatch(Database database, long jobId, CancellationTokenSource stop)
    : IProgress<ImportProgress>
{
    private long _rows;

    public void Report(ImportProgress value)
    {
        var seen = (int)(value.Rows - _rows);
        _rows = value.Rows;
        if (!NoteAsync(value, seen).GetAwaiter().GetResult())
        {
            stop.Cancel();
        }
    }

    /// <returns>False when the job was cancelled.</returns>
    private async Task<bool> NoteAsync(ImportProgress value, int seen)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await ReaderJobTable.ProgressAsync(
            connection,
            transaction: null,
            jobId,
            beforeId: null,
            value.Bytes,
            value.AllBytes,
            seen,
            changed: 0
        );
        return await ReaderJobTable.StateAsync(connection, transaction: null, jobId) is ReaderJobState.Running;
    }
}
