using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Makes and ends secret links that show a draft. Tests: ApprovalPageTests.</summary>
internal sealed class ShowLinksModel(ApprovalViews views, DraftLinks links, NewsletterSettings newsletter)
    : ApprovalPage(views)
{
    /// <param name="end">The number of a link that is to end; null to make one.</param>
    public async Task<IActionResult> OnPostAsync(
        [FromRoute] string slug,
        [FromForm] int? days,
        [FromForm] long? end,
        CancellationToken cancellationToken
    )
    {
        if (await Views.ReadAsync(slug, cancellationToken) is null)
        {
            return NotFound();
        }

        if (end is { } id)
        {
            return await links.TakeBackAsync(slug, id, Decider, cancellationToken)
                ? Done(slug, "The link shows nothing any more.")
                : await ShowAsync(slug, new("This link was over already."), cancellationToken);
        }

        if (days is not (>= 1 and <= DraftLinks.MostDays))
        {
            return await ShowAsync(
                slug,
                new($"A link lasts 1 to {DraftLinks.MostDays} days; write such a number."),
                cancellationToken
            );
        }

        return await links.MakeAsync(slug, Decider, days.Value, cancellationToken) is { } secret
            ? Done(slug, $"Pass this link on; it is shown only now: {newsletter.BaseUrl}/draft/{secret}")
            : await ShowAsync(
                slug,
                new($"This issue has {DraftLinks.MostOpen} open links, which is the most; end one first."),
                cancellationToken
            );
    }
}
