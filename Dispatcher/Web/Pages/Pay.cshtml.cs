using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Payments;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Web.Pages;

/// <summary>
/// The first payment. Looking makes nothing at Stripe: mail scanners follow every link. Only the button does, and it
/// leads to Stripe's own page. A reader whom Stripe knows is asked to get a link by mail first, because that page shows
/// what Stripe knows of them.
/// Tests: PayPageTests.
/// </summary>
[CurrentLinkOnly(TokenPurpose.Manage)]
internal sealed class PayModel(
    Preferences preferences,
    Database database,
    NewsletterSettings newsletter,
    TimeProvider clock
) : PageModel
{
    private Payer? _payer;

    public NewsletterSettings Newsletter => newsletter;

    [FromRoute(Name = "token")]
    public string Token { get; set; } = "";

    public PaymentStand Stand { get; private set; } = null!;

    /// <summary>The key of the words for what went wrong; null for nothing.</summary>
    public string? Trouble { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await LookAsync(cancellationToken) is null ? NotFound() : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await LookAsync(cancellationToken) is not { } checkout)
        {
            return NotFound();
        }

        if (!Stand.MayPay || Stand.MayManage)
        {
            return Page();
        }

        if (await checkout.BeginAsync(_payer!, PaymentStand.Back(newsletter), cancellationToken) is not { } page)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Trouble = "Pay.NoAnswer";
            return Page();
        }

        // 303: the browser asks for Stripe's page, and posts nothing there.
        Response.Headers.Location = page.AbsoluteUri;
        return StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <returns>Null where nobody can pay.</returns>
    private async Task<Checkout?> LookAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (
            HttpContext.RequestServices.GetService<Checkout>() is not { } checkout
            || await preferences.FindAsync(Token, cancellationToken) is not { } preference
            || await Payer.FindAsync(database, preference.SubscriberId, now, cancellationToken) is not { } payer
        )
        {
            return null;
        }

        _payer = payer;
        Stand = PaymentStand.Of(payer, preference.TermUntil, now);
        return checkout;
    }
}
