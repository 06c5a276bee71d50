using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Web.Pages;

/// <summary>
/// Takes every link of a reader back. It needs no more than the manage link: a stranger who does it loses the link,
/// too, and the new one goes to the address on file.
/// Tests: LinkPageTests.
/// </summary>
[CurrentLinkOnly(TokenPurpose.Manage)]
internal sealed class RenewModel(ReaderLinks links, LinkRenewal renewal) : PageModel
{
    [FromRoute(Name = "token")]
    public string Token { get; set; } = "";

    /// <summary>Null before the click.</summary>
    public Change? Answer { get; private set; }

    public void OnGet() => Answer = null;

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await links.OpenAsync(TokenPurpose.Manage, Token, cancellationToken) is not { IsCurrent: true } link)
        {
            return NotFound();
        }

        Answer = await renewal.RenewAsync(link.Reader.Id, cancellationToken);
        return Page();
    }
}
