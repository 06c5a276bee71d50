using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Readers.Jobs;
using Newsletter.Dispatcher.Subscribers.Search;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Takes a file of readers: it is checked first, and imported when somebody says so.
/// Tests: ReaderPagesTests.</summary>
[LargeBody(LargestBody)]
internal sealed class ReadersImportModel(ReaderJobs jobs, ReaderUploads uploads, AuditBook audit) : DeskPage
{
    /// <summary>The file, and what a form has around it.</summary>
    private const long LargestBody = ReaderUploads.MaxBytes + (64 * 1024);

    public string? Problem { get; private set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var file = Request.HasFormContentType ? Request.Form.Files["file"] : null;
        if (file is null || file.Length == 0)
        {
            Problem = "Choose a file that has something in it.";
            return Page();
        }

        await using var content = file.OpenReadStream();
        if (await uploads.KeepAsync(content, cancellationToken) is not { } name)
        {
            Problem = "The file is larger than 200 MB; split it and import the parts.";
            return Page();
        }

        var id = await jobs.AddAsync(
            new(ReaderJobKind.ImportCheck, name, new ReaderFilter(), Me.Actor),
            (connection, transaction) =>
                audit.RecordAsync(
                    connection,
                    transaction,
                    Entry("readers.import-check", "readers", FormattableString.Invariant($"{file.Length} bytes"))
                ),
            cancellationToken
        );
        return Redirect(Url.Content($"~/desk/readers/jobs/{id}"));
    }
}
