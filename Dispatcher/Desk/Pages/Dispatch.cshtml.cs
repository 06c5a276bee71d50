using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Desk.Live;
using Newsletter.Dispatcher.Health;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>
/// One dispatch: how far it is, by wave, domain and relay, what can be done, and afterwards its numbers.
/// Tests: DispatchPagesTests.
/// </summary>
internal sealed class DispatchModel(LiveDispatches live, LiveFeed feed, TimeProvider clock) : DeskPage
{
    public DispatchReading Reading { get; private set; } = null!;

    public LiveText Text { get; private set; } = null!;

    /// <summary>What the person may do with it now.</summary>
    public IReadOnlyList<(string Verb, string Title, bool IsGrave)> Acts { get; private set; } = [];

    /// <summary>Where the page gets its events from; empty when nothing changes any more.</summary>
    public string Events => Text.IsOver ? "" : Url.Content($"~/desk/dispatches/{Reading.Dispatch.Id}/events");

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (await live.ReadAsync(id, isFresh: false, cancellationToken) is not { } reading)
        {
            return NotFound();
        }

        (Reading, Text) = (reading, feed.TextOf(reading));
        Acts = Can(Right.ControlDispatches)
            ? [.. DispatchActs.Of(reading.Dispatch, reading.State.Counts, clock.GetUtcNow())]
            : [];
        return Page();
    }

    public string Say(string name) => Text.Texts.GetValueOrDefault(name, "");

    public string Path(string name) => Text.Paths.GetValueOrDefault(name, "");
}
