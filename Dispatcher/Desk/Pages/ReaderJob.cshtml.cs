using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Readers.Jobs;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers.Import;
using Newsletter.Dispatcher.Subscribers.Search;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>One piece of work on many readers: how far it is, what it came to. Tests: ReaderPagesTests.</summary>
internal sealed class ReaderJobModel(Database database, ReaderJobs jobs, ReaderUploads uploads, AuditBook audit)
    : DeskPage
{
    private const int MostRefusedShown = 50;

    public ReaderJob Job { get; private set; } = null!;

    /// <summary>What an import came to, in sentences.</summary>
    public IReadOnlyList<string> Lines { get; private set; } = [];

    /// <summary>The first rows that were refused: line, reason, row.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Refused { get; private set; } = [];

    /// <summary>A checked file that can be imported.</summary>
    public bool CanImport { get; private set; }

    public bool CanCancel => Job.State is ReaderJobState.Waiting or ReaderJobState.Running;

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (await ReaderJobTable.FindAsync(database, id, cancellationToken) is not { } job)
        {
            return NotFound();
        }

        Job = job;
        if (job.Import is { } result)
        {
            Lines = [.. ImportSummary.Lines(result)];
            Refused = ReadRefused(job);
        }

        CanImport =
            job is { Kind: ReaderJobKind.ImportCheck, State: ReaderJobState.Done, Detail: { } name }
            && System.IO.File.Exists(uploads.PathOf(name));
        return Page();
    }

    /// <summary>The refused rows as a file.</summary>
    public async Task<IActionResult> OnGetRefusedAsync(long id, CancellationToken cancellationToken) =>
        await ReaderJobTable.FindAsync(database, id, cancellationToken) is { Detail: { } name } job
        && job.Kind.IsImport()
        && uploads.RejectedOf(name) is { } path
            ? PhysicalFile(path, "text/csv", $"refused-{id}.csv")
            : NotFound();

    public async Task<IActionResult> OnPostCancelAsync(long id, CancellationToken cancellationToken)
    {
        var isDone = await jobs.CancelAsync(id, Noting("readers.cancel", id), cancellationToken);
        Note(isDone ? "Stopped. What was done before stays." : "It had ended already.");
        return Redirect(Url.Content($"~/desk/readers/jobs/{id}"));
    }

    public async Task<IActionResult> OnPostUndoAsync(long id, CancellationToken cancellationToken)
    {
        var isDone = await jobs.UndoAsync(id, Noting("readers.undo", id), cancellationToken);
        Note(isDone ? "It is being undone." : "This cannot be undone, or it is undone already.");
        return Redirect(Url.Content($"~/desk/readers/jobs/{id}"));
    }

    /// <summary>Imports the file that was checked.</summary>
    public async Task<IActionResult> OnPostImportAsync(long id, CancellationToken cancellationToken)
    {
        if (
            await ReaderJobTable.FindAsync(database, id, cancellationToken)
                is not { Kind: ReaderJobKind.ImportCheck, State: ReaderJobState.Done, Detail: { } name }
            || !System.IO.File.Exists(uploads.PathOf(name))
        )
        {
            Note("The uploaded file is gone, or it was imported already; upload it again.");
            return Redirect(Url.Content("~/desk/readers/import"));
        }

        var import = await jobs.AddAsync(
            new(ReaderJobKind.Import, name, new ReaderFilter(), Me.Actor),
            (connection, transaction) =>
                audit.RecordAsync(connection, transaction, Entry("readers.import", "readers", $"checked as work {id}")),
            cancellationToken
        );
        return Redirect(Url.Content($"~/desk/readers/jobs/{import}"));
    }

    private Alongside Noting(string action, long id) =>
        (connection, transaction) => audit.RecordAsync(connection, transaction, Entry(action, "readers", $"work {id}"));

    private IReadOnlyList<IReadOnlyList<string>> ReadRefused(ReaderJob job)
    {
        if (job.Detail is not { } name || uploads.RejectedOf(name) is not { } path)
        {
            return [];
        }

        try
        {
            using var file = System.IO.File.OpenRead(path);
            return RejectedRows.First(file, MostRefusedShown);
        }
        catch (IOException)
        {
            // The service took the file away meanwhile: it was two days old.
            return [];
        }
    }
}
