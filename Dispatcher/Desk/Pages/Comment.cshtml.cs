using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Approvals;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Takes a comment on an issue. Tests: ApprovalPageTests.</summary>
internal sealed class CommentModel(ApprovalViews views, ApprovalDesk desk) : ApprovalPage(views)
{
    public async Task<IActionResult> OnPostAsync(
        [FromRoute] string slug,
        [FromForm] string? text,
        CancellationToken cancellationToken
    )
    {
        if (await Views.ReadAsync(slug, cancellationToken) is null)
        {
            return NotFound();
        }

        return await desk.CommentAsync(slug, Decider, text, cancellationToken) is { } fault
            ? await ShowAsync(slug, new(fault) { Comment = text }, cancellationToken)
            : Done(slug, "Your comment is kept.");
    }
}
