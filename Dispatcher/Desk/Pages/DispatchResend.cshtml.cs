using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Desk.Live;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Sends again to readers whom a relay refused. Tests: DispatchActPagesTests.</summary>
internal sealed class DispatchResendModel(DispatchDesk desk) : DispatchActPage(desk)
{
    public UnsentFilter Filter { get; private set; } = new();

    public ResendPlan Plan { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(
        long id,
        string? cause,
        string? domain,
        CancellationToken cancellationToken
    ) => await ReadAsync(id, cause, domain, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(
        long id,
        string? cause,
        string? domain,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        if (!await ReadAsync(id, cause, domain, cancellationToken))
        {
            return NotFound();
        }

        Reason = reason?.Trim();
        if (TypedReason.Fault(Reason) is { } fault)
        {
            return Again(fault);
        }

        var details = $"failed ones, cause: {Filter.Cause ?? "all"}, domain: {Filter.Domain ?? "all"}";
        var again = await new UnsentDeliveries(Database, Clock, Audited("resend", details)).SendAgainAsync(
            id,
            Filter,
            cancellationToken
        );
        return again switch
        {
            null => Again(Refusals.OfResend(Dispatch, Now) ?? "Nothing more of it is sent."),
            0 => Again("Nobody of these can be sent to again; the numbers below say why."),
            _ => await DoneAsync($"{Number(again.Value)} readers are sent to again.", cancellationToken),
        };
    }

    private async Task<bool> ReadAsync(long id, string? cause, string? domain, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
        {
            return false;
        }

        Filter = DispatchUnsentModel.Of(state: null, cause, domain);
        Plan = await new UnsentDeliveries(Database, Clock).PlanAsync(id, Filter, cancellationToken);
        return true;
    }
}
