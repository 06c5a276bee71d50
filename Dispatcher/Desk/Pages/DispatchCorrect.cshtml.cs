using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Desk.Live;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Sends the corrected issue to readers who do not have it yet. Tests: DispatchActPagesTests.</summary>
internal sealed class DispatchCorrectModel(DispatchDesk desk, Corrections corrections) : DispatchActPage(desk)
{
    /// <summary>Also write to those who have the wrong one.</summary>
    public bool IsNotify { get; private set; }

    /// <summary>What was wrong, for those who are written to; as the person typed it.</summary>
    public string? NoteText { get; private set; }

    /// <summary>What the check of the corrected file found.</summary>
    public IReadOnlyList<Problem> Findings { get; private set; } = [];

    /// <summary>The file that is sent from now on.</summary>
    public string FileName => $"{Dispatch.IssueSlug}.md";

    /// <summary>Why the file cannot be used now; null when it can.</summary>
    public string? WhyNot { get; private set; }

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
        {
            return NotFound();
        }

        IsNotify = !Dispatch.IsOpen;
        WhyNot = await PlanAsync(cancellationToken) is CorrectionPlan.Refused refused ? Say(refused) : null;
        return Page();
    }

    /// <param name="notify">Any value also writes to those who have the wrong one.</param>
    public async Task<IActionResult> OnPostAsync(
        long id,
        string? notify,
        string? note,
        CancellationToken cancellationToken
    )
    {
        if (!await FindAsync(id, cancellationToken))
        {
            return NotFound();
        }

        (IsNotify, NoteText) = (!string.IsNullOrEmpty(notify), note?.Trim());
        if (NoteText is { Length: > 0 } && Corrections.FaultOf(NoteText) is { } fault)
        {
            return Again($"Nothing was done: the note {fault}");
        }

        var plan = await PlanAsync(cancellationToken);
        if (plan is not CorrectionPlan.Ready ready)
        {
            return Again(Say((CorrectionPlan.Refused)plan));
        }

        var details = IsNotify ? $"{FileName}, with a mail to those who have the wrong one" : FileName;
        var result = await Control("correct", details)
            .CorrectAsync(id, ready.Files, ready.Notice, ready.WhyNot, cancellationToken);
        return result switch
        {
            ControlResult.Changed changed => await DoneAsync(Said(changed), cancellationToken),
            ControlResult.NotApproved { Why: var why } => Again($"Nothing was changed: {ready.File} {why}."),
            _ => Again(Refusals.Of(Dispatch, "correct", Now)),
        };
    }

    private async Task<CorrectionPlan> PlanAsync(CancellationToken cancellationToken)
    {
        var plan = await corrections.PlanAsync(
            Dispatch,
            FileName,
            IsNotify ? new CorrectionText(string.IsNullOrEmpty(NoteText) ? null : NoteText) : null,
            cancellationToken
        );
        Findings = plan switch
        {
            CorrectionPlan.Ready ready => ready.Warnings,
            CorrectionPlan.Refused refused => refused.Problems,
            _ => [],
        };
        return plan;
    }

    private string Said(ControlResult.Changed changed) =>
        string.Join(
            ' ',
            new[]
            {
                changed.Dispatch.IsOpen
                    ? $"It is corrected: {Number(Left)} who do not have it yet get the new text."
                    : "It is over, so nobody new gets it.",
                changed.Notice is { } notice
                    ? notice.Recipients == 0
                        ? "Nobody has the wrong one, so nobody is written to."
                        : $"Dispatch {notice.Id} writes to the {Number(notice.Recipients)} who have the wrong one."
                    : null,
            }.OfType<string>()
        );

    private string Say(CorrectionPlan.Refused refused) =>
        refused.Why switch
        {
            CorrectionRefusal.IsCorrection =>
                $"This is a correction itself. Correct the issue: its dispatch is {Dispatch.CorrectsId}.",
            CorrectionRefusal.NeedsNotice =>
                "It is over: its readers have the wrong issue. Choose to write to them, too.",
            CorrectionRefusal.OtherIssue => $"{refused.File} is another issue than the one that was sent.",
            CorrectionRefusal.Draft => $"{refused.File} is a draft. Release it first.",
            CorrectionRefusal.Same =>
                $"{refused.File} and its templates are what is sent already. Was the correction saved?",
            CorrectionRefusal.NoticeUnderWay =>
                $"Dispatch {refused.Other} tells readers of the correction before this one. Choose to write to those "
                    + "who have the wrong one, so that they get the newest.",
            CorrectionRefusal.Faulty => "The corrected file cannot be sent; the findings below say why.",
            _ => Refusals.Of(Dispatch, "correct", Now),
        };
}
