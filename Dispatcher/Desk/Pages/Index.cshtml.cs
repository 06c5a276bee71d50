using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Health.Today;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>The first page: how the newsletter stands now. Tests: TodayPageTests.</summary>
internal sealed class IndexModel(TodayReader today, SlotCalendar calendar) : DeskPage
{
    public TodayStand Stand { get; private set; } = null!;

    /// <summary>What waits for this person, with the way to it.</summary>
    public IReadOnlyList<(TodayTask Task, string? Path)> Tasks { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Stand = await today.ReadAsync(cancellationToken);
        Tasks = [.. TodayWays.For(Me, Stand.Tasks)];
    }

    public DateTimeOffset Local(DateTimeOffset instant) => calendar.ToLocal(instant);

    /// <summary>The page of an issue, where the person may see it; otherwise null.</summary>
    public string? IssuePath(string slug) => DeskWays.Find(Me, "/desk/issues/{slug}", slug);

    /// <summary>The page of a dispatch, where the person may see it; otherwise null.</summary>
    public string? DispatchPath(long id) => DeskWays.Find(Me, "/desk/dispatches/{id:long}", id);
}
