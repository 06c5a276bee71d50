using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Payments;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions;
using Newsletter.Dispatcher.Subscriptions.Wishes;

namespace Newsletter.Dispatcher.Web.Pages;

/// <summary>
/// Paying, and managing what one pays. Looking makes nothing at Stripe: mail scanners follow every link. Only the
/// buttons do, and they lead to Stripe's own page.
/// </summary>
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

    public string Heading { get; private set; } = "";

    /// <summary>Where the reader stands, in one sentence.</summary>
    public string Now { get; private set; } = "";

    /// <summary>What went wrong; null for nothing.</summary>
    public string? Trouble { get; private set; }

    public bool MayPay { get; private set; }

    public bool MayManage { get; private set; }

    private string ManagePage => $"{newsletter.BaseUrl}/manage/{Token}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await LookAsync(cancellationToken) is null ? NotFound() : Page();

    public async Task<IActionResult> OnPostAsync([FromRoute] string step, CancellationToken cancellationToken)
    {
        if (await LookAsync(cancellationToken) is not { } checkout)
        {
            return NotFound();
        }

        var isAllowed = step == "pay" ? MayPay : MayManage;
        if (!isAllowed)
        {
            return Page();
        }

        var page =
            step == "pay"
                ? await checkout.BeginAsync(_payer!, ManagePage, cancellationToken)
                : await checkout.ManageAsync(_payer!, ManagePage, cancellationToken);
        if (page is null)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Trouble =
                "Our payment provider does not answer just now. Nothing was charged. Please try again in a few "
                + "minutes.";
            return Page();
        }

        // 303: the browser asks for Stripe's page, and posts nothing there.
        Response.Headers.Location = page.AbsoluteUri;
        return StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <returns>Null where nobody can pay, and for a link that is not ours.</returns>
    private async Task<Checkout?> LookAsync(CancellationToken cancellationToken)
    {
        if (
            HttpContext.RequestServices.GetService<Checkout>() is not { } checkout
            || await preferences.FindAsync(Token, cancellationToken) is not { } preference
            || await Payer.FindAsync(database, preference.SubscriberId, clock.GetUtcNow(), cancellationToken)
                is not { } payer
        )
        {
            return null;
        }

        _payer = payer;
        (MayPay, MayManage) = (payer.CanPay(clock.GetUtcNow()), payer.StripeCustomer is not null);
        Heading = MayPay ? "Read on for a year" : "Your payment";
        Now = Stand(payer, preference);
        return checkout;
    }

    private string Stand(Payer payer, Preference preference)
    {
        if (!payer.WouldGetMail)
        {
            return "You do not get the newsletter at present. Sign up once more first, then you can pay.";
        }

        var until = preference.TermUntil is { } day ? new LocalWords(newsletter).Day(day) : "";
        return (preference.Term, payer.Status) switch
        {
            (null, _) => "You have not paid yet.",
            (_, SubscriberStatus.Expired) => $"Your time ran until {until}. We would be glad to have you back.",
            (SubscriberTerm.Paid, _) => $"You have paid until {until}. Thank you!",
            _ => $"Your trial runs until {until}.",
        };
    }
}
