using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Payments;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions;
using Newsletter.Dispatcher.Subscriptions.Links;

namespace Newsletter.Dispatcher.Web.Pages.Fresh;

/// <summary>
/// The way to Stripe's pages for somebody whom Stripe knows: invoices, the card, cancelling, and another year.
/// Tests: LinkPageTests.
/// </summary>
internal sealed class BillingModel(
    FreshLinks links,
    Database database,
    NewsletterSettings newsletter,
    TimeProvider clock
) : FreshPageModel(links, LinkMatter.Billing)
{
    public NewsletterSettings Newsletter => newsletter;

    /// <summary>Null where nobody can pay, and for a link that is no good.</summary>
    public PaymentStand? Stand { get; private set; }

    /// <summary>The key of the words for what went wrong; null for nothing.</summary>
    public string? Trouble { get; private set; }

    public override async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await base.OnGetAsync(cancellationToken);
        if (Reader is not null && await PayerAsync(Reader.Id, cancellationToken) is { } payer)
        {
            DateOnly? until = Reader.TermEndsAt is { } end
                ? LocalDay.LastBefore(end, LocalDay.Zone(Reader.TimeZone, newsletter))
                : null;
            Stand = PaymentStand.Of(payer, until, clock.GetUtcNow());
        }
    }

    /// <param name="step"><c>pay</c> begins another year; anything else opens what there is.</param>
    public async Task<IActionResult> OnPostAsync(
        [FromForm(Name = "step")] string? step,
        CancellationToken cancellationToken
    )
    {
        var page = await OnceAsync(id => OpenAsync(id, step, cancellationToken), cancellationToken);
        if (page is not null)
        {
            // 303: the browser asks for Stripe's page, and posts nothing there.
            Response.Headers.Location = page.AbsoluteUri;
            return StatusCode(StatusCodes.Status303SeeOther);
        }

        await OnGetAsync(cancellationToken);
        if (Stand is not null && (step == "pay" ? Stand.MayPay : Stand.MayManage))
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Trouble = "Pay.NoAnswer";
        }

        return Page();
    }

    /// <returns>Stripe's page; null gives the link back.</returns>
    private async Task<Uri?> OpenAsync(long id, string? step, CancellationToken cancellationToken)
    {
        if (
            HttpContext.RequestServices.GetService<Checkout>() is not { } checkout
            || await PayerAsync(id, cancellationToken) is not { } payer
        )
        {
            return null;
        }

        var back = PaymentStand.Back(newsletter);
        return step == "pay"
            ? payer.CanPay(clock.GetUtcNow())
                ? await checkout.BeginAsync(payer, back, cancellationToken)
                : null
            : payer.StripeCustomer is null
                ? null
                : await checkout.ManageAsync(payer, back, cancellationToken);
    }

    private Task<Payer?> PayerAsync(long id, CancellationToken cancellationToken) =>
        Payer.FindAsync(database, id, clock.GetUtcNow(), cancellationToken);
}
