using System.Globalization;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands.Service;

/// <summary>
/// What <c>run --accept-restored</c> tells: what is not sent by itself any more, and what an operator can do about
/// each.
/// Tests: OwnershipTests.
/// </summary>
internal static class RestoreReport
{
    /// <summary>As many dispatches are looked at.</summary>
    private const int Latest = 60;

    /// <param name="notSent">The operator knows that nothing was sent since the backup.</param>
    public static async Task PrintAsync(
        CommandContext context,
        Database database,
        bool notSent,
        CancellationToken cancellationToken
    )
    {
        if (notSent)
        {
            context.Terminal.Line(
                "The database was restored or copied, and nothing was sent since: everything goes on."
            );
            return;
        }

        context.Terminal.Line(
            "The database was restored from a backup. What it shows as not sent may have been sent since the backup:"
        );
        foreach (
            var dispatch in await new DispatchStore(database, context.Clock).LatestAsync(Latest, cancellationToken)
        )
        {
            if (Line(dispatch) is { } line)
            {
                context.Terminal.Line(line);
            }
        }

        context.Terminal.Line("Slots that are still to come go out as always.");
    }

    private static string? Line(Dispatch dispatch) =>
        dispatch switch
        {
            { IsInDoubt: true, IssueSlug: { } slug } => string.Create(
                CultureInfo.InvariantCulture,
                $"  {dispatch.SlotDate:yyyy-MM-dd}: issues/{slug}.md {dispatch.Reason}; it is not sent. If you know "
                    + $"that it was not: dispatcher send issues/{slug}.md --not-sent"
            ),
            { IsInDoubt: true } => string.Create(
                CultureInfo.InvariantCulture,
                $"  {dispatch.SlotDate:yyyy-MM-dd}: an issue {dispatch.Reason}; none is sent for it. If you know that "
                    + $"there was none: dispatcher send FILE --not-sent"
            ),
            { State: DispatchState.Paused, Reason: RestoredDatabase.Reason } => string.Create(
                CultureInfo.InvariantCulture,
                $"  Dispatch {dispatch.Id}, \"{dispatch.Title}\": who was still due is uncertain. Say what arrived "
                    + $"with: dispatcher dispatch resolve {dispatch.Id}, then: dispatcher dispatch resume {dispatch.Id}"
            ),
            _ => null,
        };
}
