using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>The latest dispatches. Tests: DispatchPagesTests.</summary>
internal sealed class DispatchesModel(
    Database database,
    DispatchStore dispatches,
    UnsentDeliveries unsent,
    TimeProvider clock
) : DeskPage
{
    private const int Usual = 30;
    private const int Most = 1000;

    public IReadOnlyList<Dispatch> Latest { get; private set; } = [];

    /// <summary>How many did not get it, by dispatch.</summary>
    public IReadOnlyDictionary<long, long> Unsent { get; private set; } = new Dictionary<long, long>();

    /// <summary>There are older ones than those on the page.</summary>
    public bool HasMore { get; private set; }

    private OwnerRow? _owner;

    /// <param name="all">Any value shows older ones, too.</param>
    public async Task OnGetAsync(string? all, CancellationToken cancellationToken)
    {
        var most = string.IsNullOrEmpty(all) ? Usual : Most;
        _owner = await Ownership.CurrentAsync(database, clock, cancellationToken);
        var latest = await dispatches.LatestAsync(most + 1, cancellationToken);
        (Latest, HasMore) = ([.. latest.Take(most)], latest.Count > most && most == Usual);
        Unsent = await unsent.CountsAsync([.. Latest.Select(one => one.Id)], cancellationToken);
    }

    /// <summary>The word of its state, and how it looks.</summary>
    public (string Word, string Look) State(Dispatch dispatch)
    {
        var isInterrupted = Interruption.Is(dispatch, _owner);
        return (
            Interruption.State(dispatch, isInterrupted),
            dispatch.State switch
            {
                _ when isInterrupted => "bad",
                DispatchState.Done => "good",
                DispatchState.Missed => "bad",
                DispatchState.Paused or DispatchState.Stopped => "warn",
                _ => "",
            }
        );
    }
}
