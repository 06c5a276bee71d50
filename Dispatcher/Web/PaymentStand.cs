using Newsletter.Dispatcher.Payments;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Web;

/// <summary>What the pages about paying say and offer: where a reader stands. Tests: PayPageTests.</summary>
/// <param name="HeadingKey">The key of the page's heading.</param>
/// <param name="SentenceKey">The key of the sentence that says where the reader stands.</param>
/// <param name="Until">The day that the sentence names.</param>
/// <param name="MayPay">Somebody on trial, or whose term is over.</param>
/// <param name="MayManage">Stripe knows them: there are invoices to see.</param>
internal sealed record PaymentStand(string HeadingKey, string SentenceKey, DateOnly? Until, bool MayPay, bool MayManage)
{
    /// <summary>
    /// Where Stripe sends a reader afterwards. It names nobody: what stands there is seen by Stripe, and kept in its
    /// logs.
    /// </summary>
    public static string Back(NewsletterSettings newsletter) => $"{newsletter.BaseUrl}/paid";

    /// <param name="until">Last day of the term, by the person's calendar; null without a term.</param>
    public static PaymentStand Of(Payer payer, DateOnly? until, DateTimeOffset now)
    {
        var mayPay = payer.CanPay(now);
        return new(
            mayPay ? "Pay.ReadOn" : "Pay.YourPayment",
            SentenceOf(payer),
            until,
            mayPay,
            MayManage: payer.StripeCustomer is not null
        );
    }

    private static string SentenceOf(Payer payer) =>
        (payer.WouldGetMail, payer.Term, payer.Status) switch
        {
            (false, _, _) => "Pay.NotOnList",
            (_, null, _) => "Pay.NotYet",
            (_, _, SubscriberStatus.Expired) => "Pay.RanUntil",
            (_, SubscriberTerm.Paid, _) => "Pay.PaidUntil",
            _ => "Pay.TrialUntil",
        };
}
