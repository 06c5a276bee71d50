using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Search;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Readers by a filter, in pages, and the filters that somebody keeps. Tests: ReaderPagesTests.</summary>
internal sealed class ReadersModel(
    ReaderQuery query,
    SubscriberList list,
    ReaderSearchIndex index,
    Database database,
    AuditBook audit,
    TimeProvider clock
) : DeskPage
{
    private const int PageRows = 50;

    /// <summary>So many waiting readers are worth a word.</summary>
    private const int MostDue = 1000;

    public ReaderFilter Filter { get; private set; } = new();
    public IReadOnlyList<string> Problems { get; private set; } = [];
    public IReadOnlyList<Subscriber> Found { get; private set; } = [];
    public ReaderCount Count { get; private set; }
    public IReadOnlyList<SavedFilter> Saved { get; private set; } = [];

    /// <summary>Where the next page begins; null on the last one.</summary>
    public long? Next { get; private set; }

    public long? Before { get; private set; }

    /// <summary>Readers who are not found by a part of their name yet.</summary>
    public long Due { get; private set; }

    /// <summary>What was typed as the name of a filter.</summary>
    public string? SaveAs { get; private set; }

    public async Task OnGetAsync(long? before, CancellationToken cancellationToken)
    {
        Before = before;
        (Filter, Problems) = ReaderFilterForm.Read(name => Request.Query[name]);
        await ShowAsync(cancellationToken);
    }

    /// <summary>Keeps the filter that is shown.</summary>
    public async Task<IActionResult> OnPostSaveAsync(string? name, bool isShared, CancellationToken cancellationToken)
    {
        (Filter, _) = ReaderFilterForm.Read(part => PostedField.Of(Request, part));
        SaveAs = name;
        var problem = await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var refused = await SavedFilterTable.SaveAsync(
                    connection,
                    transaction,
                    name ?? "",
                    Filter,
                    isShared ? null : Me.AccountId,
                    clock.GetUtcNow()
                );
                if (refused is null)
                {
                    var details = isShared ? "shared" : "for oneself";
                    await audit.RecordAsync(connection, transaction, Entry("filter.save", "readers", details));
                }

                return refused;
            },
            cancellationToken
        );
        if (problem is null)
        {
            Note("The filter is kept.");
            return Redirect(Url.Content($"~/desk/readers?{Filter.Query}"));
        }

        Problems = [problem];
        await ShowAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostForgetAsync(long id, CancellationToken cancellationToken)
    {
        var name = await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var removed = await SavedFilterTable.RemoveAsync(
                    connection,
                    transaction,
                    id,
                    Me.AccountId,
                    mayShared: Can(Right.ChangeManyReaders)
                );
                if (removed is not null)
                {
                    await audit.RecordAsync(connection, transaction, Entry("filter.delete", "readers"));
                }

                return removed;
            },
            cancellationToken
        );
        Note(
            name is null
                ? "This filter is not there any more, or it is shared and an operator has to delete it."
                : $"The filter {name} is deleted."
        );
        return Redirect(Url.Content("~/desk/readers"));
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        var page = await query.FindAsync(Filter, Before, PageRows, cancellationToken);
        Found = await list.FindAllAsync(page.Ids.ToList(), cancellationToken);
        Count = page.Count;
        Next = page.HasMore ? page.Ids[^1] : null;
        Due = await index.DueAsync(MostDue, cancellationToken);
        await using var connection = await database.OpenAsync(cancellationToken);
        Saved = await SavedFilterTable.ListAsync(connection, Me.AccountId, cancellationToken);
    }
}
