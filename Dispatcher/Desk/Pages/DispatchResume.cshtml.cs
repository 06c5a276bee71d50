using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Desk.Live;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Goes on with a paused dispatch. Tests: DispatchActPagesTests.</summary>
internal sealed class DispatchResumeModel(DispatchDesk desk) : DispatchActPage(desk)
{
    /// <summary>Readers who were refused because of us or the message, and not because of their address.</summary>
    public long Refused { get; private set; }

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
        {
            return NotFound();
        }

        Refused = await new UnsentDeliveries(Database, Clock).RefusedBecauseOfUsAsync(id, cancellationToken);
        return Page();
    }

    /// <param name="retry">Any value also tries the refused ones again.</param>
    public async Task<IActionResult> OnPostAsync(long id, string? retry, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
        {
            return NotFound();
        }

        var isRetry = !string.IsNullOrEmpty(retry);
        return
            await Control("resume", isRetry ? "tries the refused again" : null)
                .ResumeAsync(id, isRetry, cancellationToken) is ControlResult.Changed
            ? await DoneAsync("It goes on.", cancellationToken)
            : Again(Refusals.Of(Dispatch, "resume", Now));
    }
}
