using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Desk.Live;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Settles deliveries whose outcome was lost. Tests: DispatchActPagesTests.</summary>
internal sealed class DispatchResolveModel(DispatchDesk desk) : DispatchActPage(desk)
{
    private const string Arrived = "arrived";
    private const string Resend = "resend";

    public IReadOnlyList<UncertainDelivery> Uncertain { get; private set; } = [];

    /// <summary>The chosen ones; null before somebody chose.</summary>
    public IReadOnlySet<long>? Chosen { get; private set; }

    /// <summary>As the person chose; null before.</summary>
    public string? Outcome { get; private set; }

    public bool MayResend => UncertainDeliveries.MayResend(Dispatch, Now);

    public bool SeesReaders => Can(Right.SeeReaders);

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken) =>
        await ReadAsync(id, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(
        long id,
        string? outcome,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        if (!await ReadAsync(id, cancellationToken))
        {
            return NotFound();
        }

        (Reason, Outcome) = (reason?.Trim(), outcome);
        Chosen = Request
            .Form["chosen"]
            .Select(one => long.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? key : 0)
            .ToHashSet();
        if (Fault() is { } fault)
        {
            return Again(fault);
        }

        var isResend = outcome == Resend;
        List<SettledDelivery> settled =
        [
            .. Uncertain
                .Where(one => Chosen.Contains(one.SubscriberId))
                .Select(one => SettledDelivery.ByOperator(one.SubscriberId, isResend)),
        ];
        var details = $"{Number(settled.Count)} {(isResend ? "sent again" : "arrived")}";
        return
            await new UncertainDeliveries(Database, Clock, Audited("resolve", details)).SettleAsync(
                id,
                settled,
                cancellationToken
            )
                is { } changed
            ? await DoneAsync(
                $"{Number(changed)} deliveries are settled: {(isResend ? "they are sent again" : "they arrived")}.",
                cancellationToken
            )
            : Again("The dispatch ended meanwhile; nothing was changed. Choose that they arrived, or leave them.");
    }

    private string? Fault() =>
        Outcome is not (Arrived or Resend) ? "Nothing was done: say what became of them."
        : !Uncertain.Any(one => Chosen!.Contains(one.SubscriberId)) ? "Nothing was done: choose one reader at least."
        : Outcome == Resend && Refusals.OfResend(Dispatch, Now) is { } why ? why
        : TypedReason.Fault(Reason);

    private async Task<bool> ReadAsync(long id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
        {
            return false;
        }

        Uncertain = await new UncertainDeliveries(Database, Clock).ListAsync(id, cancellationToken);
        return true;
    }
}
