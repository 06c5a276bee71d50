using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Desk.Live;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Lets no further message of a dispatch go. Tests: DispatchActPagesTests.</summary>
internal sealed class DispatchPauseModel(DispatchDesk desk) : DispatchActPage(desk)
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
        if (!string.IsNullOrEmpty(Reason) && TypedReason.Fault(Reason) is { } fault)
        {
            return Again(fault);
        }

        var why = string.IsNullOrEmpty(Reason) ? $"by {Me.Name}" : Reason;
        return await Control("pause").PauseAsync(id, why, cancellationToken) is ControlResult.Changed
            ? await DoneAsync("It is paused; what was on the wire is finished.", cancellationToken)
            : Again(Refusals.Of(Dispatch, "pause", Now));
    }
}
