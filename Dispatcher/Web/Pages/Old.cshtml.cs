using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Web.Pages;

/// <summary>
/// Says to somebody with a link from before the last renewal that it opens nothing any more, and offers a new one,
/// which goes to the address on file. That address is masked: it may be another person who looks.
/// Tests: LinkPageTests.
/// </summary>
internal sealed class OldModel(ReaderLinks links, LinkLetters letters, NewsletterSettings newsletter) : PageModel
{
    public string Token { get; private set; } = "";

    public string MaskedEmail { get; private set; } = "";

    public string Contact => (newsletter.ReplyTo ?? newsletter.From).Value;

    /// <summary>A new link was asked for, whatever came of it.</summary>
    public bool IsAsked { get; private set; }

    public async Task<IActionResult> OnGetAsync([FromRoute] string token, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is not { IsCurrent: false } link)
        {
            return NotFound();
        }

        (Token, MaskedEmail) = (token, link.MaskedEmail);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromRoute] string token, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is not { IsCurrent: false } link)
        {
            return NotFound();
        }

        await letters.MailManageLinkAsync(link.Reader.Id, cancellationToken);
        (Token, MaskedEmail, IsAsked) = (token, link.MaskedEmail, true);
        return Page();
    }

    private async Task<OpenedLink?> FindAsync(string token, CancellationToken cancellationToken) =>
        await links.OpenAsync(TokenPurpose.Manage, token, cancellationToken)
        ?? await links.OpenAsync(TokenPurpose.Unsubscribe, token, cancellationToken);
}
