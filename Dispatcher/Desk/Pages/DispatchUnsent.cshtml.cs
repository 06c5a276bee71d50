using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>The readers of a dispatch who did not get it, and why. Tests: DispatchPagesTests.</summary>
internal sealed class DispatchUnsentModel(DispatchStore dispatches, UnsentDeliveries unsent, TimeProvider clock)
    : DeskPage
{
    private const int PageSize = 50;
    private const int MostDomains = 30;

    public Dispatch Dispatch { get; private set; } = null!;

    public UnsentFilter Filter { get; private set; } = new();

    public IReadOnlyList<DeliveryRow> Rows { get; private set; } = [];

    public IReadOnlyList<UnsentGroup> Groups { get; private set; } = [];

    /// <summary>The key after which the next page begins; null on the last page.</summary>
    public long? Next { get; private set; }

    public bool SeesReaders => Can(Right.SeeReaders);

    /// <summary>There are failed ones among those of the filter, and the dispatch can still send.</summary>
    public bool MaySendAgain { get; private set; }

    public long Total { get; private set; }

    public IEnumerable<string> Causes => Groups.Select(one => one.Cause).Where(one => one.Length > 0).Distinct();

    public IEnumerable<string> Domains =>
        Groups
            .GroupBy(one => one.Domain, StringComparer.Ordinal)
            .OrderByDescending(one => one.Sum(group => group.Count))
            .Select(one => one.Key)
            .Where(one => one.Length > 0)
            .Take(MostDomains);

    public async Task<IActionResult> OnGetAsync(
        long id,
        string? state,
        string? cause,
        string? domain,
        long after,
        CancellationToken cancellationToken
    )
    {
        if (await dispatches.FindAsync(id, cancellationToken) is not { } dispatch)
        {
            return NotFound();
        }

        (Dispatch, Filter) = (dispatch, Of(state, cause, domain));
        Groups = await unsent.GroupsAsync(id, cancellationToken);
        Total = Groups.Where(IsChosen).Sum(one => one.Count);
        var rows = await unsent.PageAsync(id, Filter, after, PageSize + 1, cancellationToken);
        Rows = [.. rows.Take(PageSize)];
        Next = rows.Count > PageSize ? Rows[^1].SubscriberId : null;
        MaySendAgain =
            Can(Right.ControlDispatches)
            && UncertainDeliveries.MayResend(dispatch, clock.GetUtcNow())
            && Groups.Any(one => one.State is DeliveryState.Failed && IsChosen(one));
        return Page();
    }

    /// <summary>A filter from an address; what means nothing is left out.</summary>
    public static UnsentFilter Of(string? state, string? cause, string? domain) =>
        new(
            DeliveryStates.Words.Find(state),
            RefusalCauses.Parse(cause)?.Word(),
            domain is { Length: > 0 and <= 255 } ? domain : null
        );

    /// <summary>The filter as the end of an address.</summary>
    public string Query(long? after = null) =>
        QueryString
            .Create(
                new Dictionary<string, string?>
                {
                    ["state"] = Filter.State?.Word(),
                    ["cause"] = Filter.Cause,
                    ["domain"] = Filter.Domain,
                    ["after"] = after?.ToString(System.Globalization.CultureInfo.InvariantCulture),
                }.Where(one => one.Value is not null)
            )
            .ToString();

    private bool IsChosen(UnsentGroup group) =>
        (Filter.State is null || group.State == Filter.State)
        && (Filter.Cause is null || group.Cause == Filter.Cause)
        && (Filter.Domain is null || group.Domain.Equals(Filter.Domain, StringComparison.OrdinalIgnoreCase));
}
