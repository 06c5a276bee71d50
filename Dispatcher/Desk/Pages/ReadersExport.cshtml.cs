using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Search;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Whom a filter lets through, as a CSV file. Tests: ReaderPagesTests.</summary>
internal sealed class ReadersExportModel(ReaderQuery query, SubscriberList list, AuditBook audit, TimeProvider clock)
    : DeskPage
{
    private const int MaxReasonLength = 500;

    public ReaderFilter Filter { get; private set; } = new();
    public ReaderCount Count { get; private set; }
    public string? Problem { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        (Filter, _) = ReaderFilterForm.Read(name => Request.Query[name]);
        Count = (await query.FindAsync(Filter, before: null, take: 1, cancellationToken)).Count;
    }

    public async Task<IActionResult> OnPostAsync(string? reason, CancellationToken cancellationToken)
    {
        (Filter, var problems) = ReaderFilterForm.Read(name => PostedField.Of(Request, name));
        Problem =
            problems.Count > 0 ? string.Join(" ", problems)
            : string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReasonLength
                ? $"Say what the file is for, in at most {MaxReasonLength} characters: it is kept in the audit."
            : null;
        if (Problem is not null)
        {
            Count = (await query.FindAsync(Filter, before: null, take: 1, cancellationToken)).Count;
            return Page();
        }

        // The words of a filter may be an address, which the audit must not keep.
        await audit.RecordAsync(
            Entry("readers.export", "readers", (Filter with { Words = [] }).ToString(), reason!.Trim()),
            cancellationToken
        );
        return new CsvResult(
            query.ReadAsync(Filter, list, cancellationToken),
            $"readers-{ReaderLook.Day(clock.GetUtcNow())}.csv"
        );
    }
}
