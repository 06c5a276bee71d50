using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Desk.Live;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Ends a dispatch for good. Tests: DispatchActPagesTests.</summary>
internal sealed class DispatchStopModel(DispatchDesk desk) : DispatchActPage(desk)
{
    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(long id, string? reason, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
        {
            return NotFound();
        }

        Reason = reason?.Trim();
        if (TypedReason.Fault(Reason) is { } fault)
        {
            return Again(fault);
        }

        if (await Control("stop").StopAsync(id, Reason!, cancellationToken) is not ControlResult.Changed)
        {
            return Again(Refusals.Of(Dispatch, "stop", Now));
        }

        await FindAsync(id, cancellationToken);
        return await DoneAsync(
            $"It is stopped: {Number(Counts.Expired)} get nothing, {Number(Counts.Sent)} have it.",
            cancellationToken
        );
    }
}
