using Newsletter.Dispatcher.Payments;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Web;

/// <summary>What the pages about paying say and offer: where a reader stands. Tests: PayPageTests.</summary>
/// <param name="Heading">Of the page.</param>
/// <param name="Sentence">Where the reader stands.</param>
/// <param name="MayPay">Somebody on trial, or whose term is over.</param>
/// <param name="MayManage">Stripe knows them: there are invoices to see.</param>
internal sealed record PaymentStand(string Heading, string Sentence, bool MayPay, bool MayManage)
{
    /// <summary>
    /// Where Stripe sends a reader afterwards. It names nobody: what stands there is seen by Stripe, and kept in its
    /// logs.
    /// </summary>
    public static string Back(NewsletterSettings newsletter) => $"{newsletter.BaseUrl}/paid";

    /// <param name="until">Last day of the term, by the person's calendar; null without a term.</param>
    public static PaymentStand Of(Payer payer, DateOnly? until, NewsletterSettings newsletter, DateTimeOffset now)
    {
        var mayPay = payer.CanPay(now);
        return new(
            mayPay ? "Read on for a year" : "Your payment",
            Said(payer, until is { } day ? newsletter.Words.Dates.Day(day) : ""),
            mayPay,
            MayManage: payer.StripeCustomer is not null
        );
    }

    private static string Said(Payer payer, string until)
    {
        if (!payer.WouldGetMail)
        {
            return "You do not get the newsletter at present. Sign up once more first, then you can pay.";
        }

        return (payer.Term, payer.Status) switch
        {
            (null, _) => "You have not paid yet.",
            (_, SubscriberStatus.Expired) => $"Your time ran until {until}. We would be glad to have you back.",
            (SubscriberTerm.Paid, _) => $"You have paid until {until}. Thank you!",
            _ => $"Your trial runs until {until}.",
        };
    }
}
