using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Approves an issue, sends it back, or takes the own decision back. Tests: ApprovalPageTests.</summary>
internal sealed class ApproveModel(ApprovalViews views, ApprovalDesk desk) : ApprovalPage(views)
{
    /// <param name="print">The files that the person was shown.</param>
    public Task<IActionResult> OnPostAsync(
        [FromRoute] string slug,
        [FromForm] string? print,
        [FromForm] string? reason,
        [FromForm] string? decision,
        CancellationToken cancellationToken
    ) =>
        decision switch
        {
            "approve" or "send-back" => DecideAsync(
                slug,
                print ?? "",
                reason,
                isSendBack: decision is "send-back",
                cancellationToken
            ),
            "take-back" => TakeBackAsync(slug, cancellationToken),
            _ => Task.FromResult<IActionResult>(BadRequest()),
        };

    private async Task<IActionResult> DecideAsync(
        string slug,
        string print,
        string? reason,
        bool isSendBack,
        CancellationToken cancellationToken
    )
    {
        var (package, _, problems) = Views.Read(slug);
        if (package is null)
        {
            return await ShowAsync(
                slug,
                new($"Nothing was decided: {problems.First(problem => problem.Severity is Severity.Error)}")
                {
                    Reason = reason,
                },
                cancellationToken
            );
        }

        var result = isSendBack
            ? await desk.SendBackAsync(package, print, Decider, reason, cancellationToken)
            : await desk.ApproveAsync(package, print, Decider, reason, cancellationToken);
        return result switch
        {
            ApprovalResult.Refused refused => await ShowAsync(
                slug,
                new(refused.Why) { Reason = reason },
                cancellationToken
            ),
            _ => Done(slug, $"{package.File} {((ApprovalResult.Done)result).Status.InWords}."),
        };
    }

    private async Task<IActionResult> TakeBackAsync(string slug, CancellationToken cancellationToken) =>
        await desk.TakeBackAsync(slug, Decider, cancellationToken)
            ? Done(slug, $"What you decided about {slug} does not count any more.")
            : await ShowAsync(
                slug,
                new("You have decided nothing about this issue that counts; look at the list of decisions."),
                cancellationToken
            );
}
