using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>What <c>status</c> shows, as the objects that programs read. Pure. Tests: StatusCommandTests.</summary>
internal static class StatusJson
{
    /// <summary>A dispatch.</summary>
    /// <param name="state">See <see cref="Interruption.State"/>.</param>
    public static object Of(Dispatch dispatch, string state) =>
        new
        {
            dispatch.Id,
            Kind = dispatch.Kind.Word(),
            dispatch.CorrectsId,
            dispatch.SlotDate,
            dispatch.IssueSlug,
            dispatch.Title,
            State = state,
            dispatch.Reason,
            dispatch.FoundPace,
            dispatch.Revision,
            dispatch.Changes,
            dispatch.Audience,
            dispatch.Recipients,
            dispatch.SlotAt,
            dispatch.CutOffAt,
            dispatch.CreatedAt,
            dispatch.StartedAt,
            dispatch.FinishedAt,
            dispatch.IsInDoubt,
            dispatch.IsOpen,
        };

    /// <summary>Dead addresses and complaints, with the verdicts that inboxes come to.</summary>
    public static object Of(InboxRates rates) =>
        new
        {
            rates.Dead,
            rates.DeadShare,
            DeadVerdict = rates.DeadVerdict.Word(),
            rates.Complaints,
            rates.ComplaintShare,
            ComplaintVerdict = rates.ComplaintVerdict.Word(),
        };

    /// <summary>How a dispatch went at one domain.</summary>
    public static object Of(DomainNumbers domain) =>
        new
        {
            domain.Domain,
            domain.Sent,
            domain.Deferred,
            domain.Failed,
            domain.SoftBounces,
            Rates = Of(domain.Rates),
        };
}
