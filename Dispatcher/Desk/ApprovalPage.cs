using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// What the pages about one issue that is not out yet share: each shows the same, and posts one thing, so that the
/// table of rights has a row for each. Tests: ApprovalPageTests.
/// </summary>
internal abstract class ApprovalPage(ApprovalViews views) : DeskPage
{
    /// <summary>Set before the page is shown.</summary>
    public ApprovalView View { get; private set; } = null!;

    protected ApprovalViews Views => views;

    /// <summary>The person who is signed in, as approvals know people.</summary>
    protected Decider Decider => new(Me.Actor, Me.Name, ClientNetwork.Of(HttpContext.Connection.RemoteIpAddress));

    public Task<IActionResult> OnGetAsync([FromRoute] string slug, CancellationToken cancellationToken) =>
        ShowAsync(slug, typed: null, cancellationToken);

    /// <summary>Shows the page, with what a form could not do.</summary>
    protected async Task<IActionResult> ShowAsync(
        string slug,
        ApprovalTyped? typed,
        CancellationToken cancellationToken
    )
    {
        if (await views.ReadAsync(slug, cancellationToken) is not { } view)
        {
            return NotFound();
        }

        View = view with { Typed = typed };
        return Page();
    }

    /// <summary>Leads to the page after something was done, and says what.</summary>
    protected IActionResult Done(string slug, string text)
    {
        Note(text);
        return LocalRedirect($"~/desk/issues/{Uri.EscapeDataString(slug)}/approve");
    }
}
