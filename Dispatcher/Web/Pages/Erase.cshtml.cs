using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Subscriptions.Wishes;

namespace Newsletter.Dispatcher.Web.Pages;

/// <summary>The question before somebody is forgotten for good, and the answer.</summary>
internal sealed class EraseModel(Preferences preferences) : PageModel
{
    public string Token { get; private set; } = "";

    public string Email { get; private set; } = "";

    public bool PaymentGoesOn { get; private set; }

    /// <summary>Null before the click.</summary>
    public Change? Answer { get; private set; }

    public async Task<IActionResult> OnGetAsync([FromRoute] string token, CancellationToken cancellationToken)
    {
        if (await preferences.FindAsync(token, cancellationToken) is not { } its)
        {
            return NotFound();
        }

        (Token, Email, PaymentGoesOn) = (token, its.Email, its.PaymentGoesOn);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromRoute] string token, CancellationToken cancellationToken)
    {
        var answer = await preferences.EraseAsync(token, cancellationToken);
        if (!answer.IsDone)
        {
            var page = await OnGetAsync(token, cancellationToken);
            Response.StatusCode = page is PageResult ? StatusCodes.Status409Conflict : StatusCodes.Status404NotFound;
            return page;
        }

        Answer = answer;
        return Page();
    }
}
