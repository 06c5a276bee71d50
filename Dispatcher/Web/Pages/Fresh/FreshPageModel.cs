using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Subscriptions;
using Newsletter.Dispatcher.Subscriptions.Links;

namespace Newsletter.Dispatcher.Web.Pages.Fresh;

/// <summary>
/// A page behind a link that works once. Looking changes nothing: mail scanners open every link before the reader does.
/// The button of the page uses the link up.
/// Tests: LinkPageTests.
/// </summary>
/// <param name="matter">One of <see cref="LinkMatter"/>: a link for another matter does not open the page.</param>
internal abstract class FreshPageModel(FreshLinks links, string matter) : PageModel
{
    [FromRoute(Name = "token")]
    public string Token { get; set; } = "";

    /// <summary>Whose link it is; null when it is no good, and after it was used.</summary>
    public Subscription? Reader { get; private set; }

    public virtual async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Reader = await links.FindAsync(matter, Token, cancellationToken);
        if (Reader is null)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    /// <inheritdoc cref="FreshLinks.OnceAsync"/>
    protected Task<T?> OnceAsync<T>(Func<long, Task<T?>> act, CancellationToken cancellationToken)
        where T : class => links.OnceAsync(matter, Token, act, cancellationToken);
}
