using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Checks whether an issue file can correct a dispatch, for the command line and the desk; changes nothing.
/// Tests: DispatchCommandTests.
/// </summary>
internal sealed class Corrections(
    NewsletterFolder folder,
    NewsletterSettings newsletter,
    DeliverySettings delivery,
    DispatchStore dispatches,
    TimeProvider clock
)
{
    private const int LongestNote = 1000;

    /// <summary>
    /// What is wrong with the note to the readers, as the end of a sentence that begins with its name; null when it can
    /// be sent.
    /// </summary>
    public static string? FaultOf(string note) =>
        note switch
        {
            { Length: > LongestNote } => $"has {note.Length} characters, but takes {LongestNote} at most.",
            _ when note.Any(char.IsControl) => "holds a line break or a control character; write it in one line.",
            _ => null,
        };

    /// <param name="file">The corrected issue file, as for <see cref="IssueFolder.ReadOne"/>.</param>
    /// <param name="notice">The mail to those who have the wrong issue; null for none.</param>
    public async Task<CorrectionPlan> PlanAsync(
        Dispatch dispatch,
        string file,
        CorrectionText? notice,
        CancellationToken cancellationToken
    )
    {
        if (WhyNot(dispatch, notice) is { } state)
        {
            return new CorrectionPlan.Refused(state, [], file);
        }

        var (package, problems) = Read(dispatch, file, notice);
        if (package is null)
        {
            return new CorrectionPlan.Refused(CorrectionRefusal.Faulty, problems, file);
        }

        var issue = package.Reading.Issue!;
        if (issue.Slug != dispatch.IssueSlug)
        {
            return new CorrectionPlan.Refused(CorrectionRefusal.OtherIssue, problems, issue.File);
        }

        if (issue.Status is IssueStatus.Draft)
        {
            return new CorrectionPlan.Refused(CorrectionRefusal.Draft, problems, issue.File);
        }

        var (files, gate) = (package.Freeze(), new ApprovalGate(newsletter).Of(package));
        if (notice is not null)
        {
            return new CorrectionPlan.Ready(files, Notice(package, notice), problems, package.File, gate);
        }

        if (IssuePackage.IsSame(files, await dispatches.FilesAsync(dispatch, cancellationToken)))
        {
            return new CorrectionPlan.Refused(CorrectionRefusal.Same, problems, package.File);
        }

        var open = await dispatches.OpenAsync(cancellationToken);
        return open.FirstOrDefault(one => one.CorrectsId == dispatch.Id) is { } under
            ? new CorrectionPlan.Refused(CorrectionRefusal.NoticeUnderWay, problems, package.File, under.Id)
            : new CorrectionPlan.Ready(files, Notice: null, problems, package.File, gate);
    }

    private static CorrectionRefusal? WhyNot(Dispatch dispatch, CorrectionText? notice) =>
        dispatch.Kind is DispatchKind.Correction ? CorrectionRefusal.IsCorrection
        : dispatch.IsOpen || (notice is not null && dispatch.IssueSlug is not null) ? null
        : dispatch.State is DispatchState.Done or DispatchState.Stopped ? CorrectionRefusal.NeedsNotice
        : CorrectionRefusal.State;

    /// <summary>Reads and checks the corrected file with today's templates.</summary>
    /// <returns>Null with errors for a file that cannot be sent.</returns>
    private (IssuePackage? Package, IReadOnlyList<Problem> Problems) Read(
        Dispatch dispatch,
        string file,
        CorrectionText? notice
    )
    {
        var (package, problems) = new IssuePackageReader(folder, newsletter).Read(file);
        if (package is null)
        {
            return (null, problems);
        }

        (var issue, problems) = SendableIssue.Compile(package, newsletter, dispatch.SlotDate);
        if (issue is not null && notice is not null)
        {
            (issue, problems) = SendableIssue.Compile(package with { Notice = notice }, newsletter, dispatch.SlotDate);
        }

        return (issue is null ? null : package, problems);
    }

    private CorrectionMail Notice(IssuePackage package, CorrectionText notice) =>
        new(
            package.Reading.Issue!.Title,
            new SlotCalendar(newsletter).CutOff(clock.GetUtcNow(), delivery.Retry.GiveUpAfter),
            (package with { Notice = notice }).Freeze()
        );
}
