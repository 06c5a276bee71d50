using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>What came back, by reason and domain, and one by one. Tests: ReturnsPageTests.</summary>
internal sealed class ReturnsModel(ReturnList returns, TimeProvider clock) : DeskPage
{
    private const int PageSize = 50;
    private const int Week = 7;
    private const int Month = 30;
    private const int MostGroups = 10;

    /// <summary>So many days are shown.</summary>
    public int Days { get; private set; } = Week;

    public string? Reason { get; private set; }

    public string? Domain { get; private set; }

    public IReadOnlyList<ReturnGroup> Groups { get; private set; } = [];

    public IReadOnlyList<ReturnRow> Rows { get; private set; } = [];

    /// <summary>The number before which the next page begins; null on the last page.</summary>
    public long? Next { get; private set; }

    public bool SeesReaders => Can(Right.SeeReaders);

    public IEnumerable<(string Name, long Count, long Hard)> Reasons => Sums(one => one.Reason);

    public IEnumerable<(string Name, long Count, long Hard)> Domains => Sums(one => one.Domain);

    public async Task<IActionResult> OnGetAsync(
        string? days,
        string? reason,
        string? domain,
        long before,
        CancellationToken cancellationToken
    )
    {
        Days = days == Month.ToString(CultureInfo.InvariantCulture) ? Month : Week;
        Reason = reason is { Length: > 0 and <= 50 } ? reason : null;
        Domain = domain is { Length: > 0 and <= 255 } ? domain : null;
        var since = clock.GetUtcNow().AddDays(-Days);
        Groups = await returns.GroupsAsync(since, cancellationToken);
        var rows = await returns.PageAsync(
            new(since, Reason: Reason, Domain: Domain),
            before > 0 ? before : null,
            PageSize + 1,
            cancellationToken
        );
        Rows = [.. rows.Take(PageSize)];
        Next = rows.Count > PageSize ? Rows[^1].Id : null;
        return Page();
    }

    /// <summary>The choice as the end of an address.</summary>
    public string Query(int? days = null, string? reason = null, string? domain = null, long? before = null) =>
        QueryString
            .Create(
                new Dictionary<string, string?>
                {
                    ["days"] = (days ?? Days).ToString(CultureInfo.InvariantCulture),
                    ["reason"] = reason ?? Reason,
                    ["domain"] = domain ?? Domain,
                    ["before"] = before?.ToString(CultureInfo.InvariantCulture),
                }.Where(one => !string.IsNullOrEmpty(one.Value))
            )
            .ToString();

    private IEnumerable<(string Name, long Count, long Hard)> Sums(Func<ReturnGroup, string> by) =>
        Groups
            .GroupBy(by, StringComparer.Ordinal)
            .Select(one => (one.Key, one.Sum(group => group.Count), one.Sum(group => group.Hard)))
            .OrderByDescending(one => one.Item2)
            .Take(MostGroups);
}
