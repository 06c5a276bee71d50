using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Readers.Jobs;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Search;
using Newsletter.Dispatcher.Subscriptions;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>
/// Something is done to all whom a filter lets through: first who they are, then the work behind the page.
/// Tests: ReaderPagesTests.
/// </summary>
internal sealed class ReadersBulkModel(
    ReaderQuery query,
    SubscriberList list,
    ReaderJobs jobs,
    AuditBook audit,
    NewsletterSettings newsletter,
    TimeProvider clock
) : DeskPage
{
    private const int Shown = 20;
    private const int MaxReasonLength = 500;

    public ReaderFilter Filter { get; private set; } = new();
    public IReadOnlyList<Subscriber> First { get; private set; } = [];
    public ReaderCount Count { get; private set; }
    public string? Problem { get; private set; }
    public string? Kind { get; private set; }
    public string? Tag { get; private set; }
    public string? Day { get; private set; }
    public string? Reason { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        (Filter, var problems) = ReaderFilterForm.Read(name => Request.Query[name]);
        Problem = problems.Count > 0 ? string.Join(" ", problems) : null;
        await ShowAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(
        string? kind,
        string? newTag,
        string? day,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        (Filter, var problems) = ReaderFilterForm.Read(name => PostedField.Of(Request, name));
        (Kind, Tag, Day, Reason) = (kind, newTag, day, reason);
        var today = LocalDay.Of(clock.GetUtcNow(), newsletter.TimeZone);
        var (wanted, detail, problem) = BulkForm.Read(kind, newTag, day, today);
        Problem =
            problems.Count > 0 ? string.Join(" ", problems)
            : problem is not null ? problem
            : string.IsNullOrWhiteSpace(reason) ? "Say why: the reason is kept beside the change."
            : reason.Length > MaxReasonLength ? $"The reason has more than {MaxReasonLength} characters; shorten it."
            : null;
        if (Problem is not null)
        {
            await ShowAsync(cancellationToken);
            return Page();
        }

        var job = new NewReaderJob(wanted!.Value, detail, Filter, Me.Actor, reason!.Trim());
        var id = await jobs.AddAsync(
            job,
            (connection, transaction) =>
                audit.RecordAsync(
                    connection,
                    transaction,
                    Entry("readers.change", "readers", $"{job.Kind.Word()} {detail}".TrimEnd(), job.Reason)
                ),
            cancellationToken
        );
        return Redirect(Url.Content($"~/desk/readers/jobs/{id}"));
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        var page = await query.FindAsync(Filter, before: null, Shown, cancellationToken);
        (Count, First) = (page.Count, await list.FindAllAsync(page.Ids.ToList(), cancellationToken));
    }
}
