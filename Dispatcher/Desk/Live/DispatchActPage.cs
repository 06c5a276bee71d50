using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Desk.Live;

/// <summary>
/// A page that says what one act will do with a dispatch, in numbers, before a person does it.
/// Tests: DispatchActPagesTests.
/// </summary>
internal abstract class DispatchActPage(DispatchDesk desk) : DeskPage
{
    public Dispatch Dispatch { get; private set; } = null!;

    public ProgressCounts Counts { get; private set; } = null!;

    /// <summary>What was wrong with what the person sent; null when nothing was.</summary>
    public string? Problem { get; protected set; }

    /// <summary>As the person typed it.</summary>
    public string? Reason { get; protected set; }

    protected DateTimeOffset Now => desk.Clock.GetUtcNow();

    protected Database Database => desk.Database;

    protected TimeProvider Clock => desk.Clock;

    protected DispatchRefusals Refusals => new(new SlotCalendar(desk.Newsletter));

    /// <summary>Readers who do not have it yet and are to get it.</summary>
    public long Left => Dispatch.IsOpen ? Counts.Open : 0;

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Reads the dispatch and how far it is.</summary>
    /// <returns>False when there is no such dispatch.</returns>
    protected async Task<bool> FindAsync(long id, CancellationToken cancellationToken)
    {
        if (await desk.Dispatches.FindAsync(id, cancellationToken) is not { } dispatch)
        {
            return false;
        }

        Dispatch = dispatch;
        Counts = ProgressCounts.Of(dispatch, await desk.Ledger.CountsAsync(id, cancellationToken));
        return true;
    }

    /// <summary>Changes the dispatch, and writes in the same transaction who did it.</summary>
    protected DispatchControl Control(string verb, string? details = null) =>
        new(desk.Database, desk.Clock, Audited(verb, details));

    /// <summary>The entry of this act, for the transaction of its change.</summary>
    protected Alongside Audited(string verb, string? details = null) =>
        desk.Audit.With(Entry($"dispatch.{verb}", $"dispatch:{Dispatch.Id}", details, Reason));

    /// <summary>Leads to the dispatch, which then shows what was changed.</summary>
    protected async Task<IActionResult> DoneAsync(string note, CancellationToken cancellationToken)
    {
        await desk.Live.ReadAsync(Dispatch.Id, isFresh: true, cancellationToken);
        Note(note);
        return Redirect(Url.Content($"~/desk/dispatches/{Dispatch.Id}"));
    }

    /// <summary>Shows the page again with what is wrong; nothing that was typed is lost.</summary>
    protected IActionResult Again(string problem)
    {
        Problem = problem;
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
