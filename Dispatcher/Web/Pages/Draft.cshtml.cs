using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Rendering.Preview;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Web.Pages;

/// <summary>
/// An issue that is not out yet, for somebody who was sent a secret link. It shows the file as it is now.
/// Tests: DraftPageTests.
/// </summary>
internal sealed class DraftModel(DraftPages drafts, NewsletterSettings newsletter) : PageModel
{
    /// <summary>The page frames the mail, which is an address of its own.</summary>
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'";

    private readonly LocalDates _dates = new(newsletter.Language);

    public DraftLink Link { get; private set; } = null!;

    /// <summary>Null while the issue has an error.</summary>
    public ShownMail? Mail { get; private set; }

    public string Until => _dates.Moment(Link.ExpiresAt, newsletter.TimeZone);

    public async Task<IActionResult> OnGetAsync([FromRoute] string token, CancellationToken cancellationToken)
    {
        if (await drafts.FindAsync(token, cancellationToken) is not { } link)
        {
            return NotFound();
        }

        (Link, Mail) = (link, await drafts.ShowAsync(link, cancellationToken));
        Response.Headers.ContentSecurityPolicy = Policy;
        return Page();
    }
}
