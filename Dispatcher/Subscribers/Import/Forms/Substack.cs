namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// Substack: the export of all subscribers (<c>email,active_subscription,expiry …</c>), its older form, and the two
/// exports of the dashboard (<c>Email,Name,Stripe plan …</c> and <c>Email,Name,Subscription type …</c>). A reader who
/// cancels a payment there reads on to the end of what was paid, and then for free.
/// Tests: ForeignFormTests.
/// </summary>
internal static class Substack
{
    private static readonly string[] Expiry =
    [
        "expires_at",
        "expiration_date",
        "expiry",
        "expires",
        "expires_on",
        "expiration",
        "expiry_date",
        "subscription_expires_at",
        "subscription_expiration_date",
    ];

    private static readonly string[] Cancelled = ["cancel_date", "cancelled_at", "canceled_at", "cancellation_date"];

    private static readonly string[] Upgraded =
    [
        "paid_upgrade_date",
        "first_payment_at",
        "first_paid_date",
        "first_payment_date",
    ];

    private static readonly string[] Plan =
    [
        "subscription_type",
        "type",
        "stripe_plan",
        "plan",
        "subscription_interval",
    ];

    /// <summary>Nobody pays with one of these words, though they may have paid.</summary>
    private static readonly string[] Unpaid = ["unpaid", "former", "lapsed", "expired", "previous", "past"];

    private static readonly string[] Paid = ["paid", "comp", "gift", "year", "annual", "month", "founding", "lifetime"];

    public static readonly ForeignForm Form = new()
    {
        Product = "Substack",
        TellTales =
        [
            ["active_subscription"],
            ["email_disabled"],
            ["stripe_plan"],
            ["paid_upgrade_date"],
            ["first_paid_date"],
            ["subscription_type", "start_date"],
            ["type", "start_date"],
            ["expiry", "type"],
            ["subscription_type", "expires_at"],
            ["subscription_type", "subscription_date"],
            ["subscription_type", "activity"],
            ["receiving_emails_for"],
            ["subscription_source_(free)"],
        ],
        Email = ["email"],
        FullName = ["name"],
        CreatedAt = ["created_at", "start_date", "subscription_date"],
        Standing =
        [
            .. Expiry,
            .. Cancelled,
            .. Upgraded,
            "email_disabled",
            "unsubscribed_at",
            "active_subscription",
            .. Plan,
            "receiving_emails_for",
        ],
        SaysNoMore =
        [
            "subscriptions_gifted",
            "subscription_source",
            "subscription_source_(free)",
            "subscription_source_(paid)",
            "stripe_connected_customer_id",
            "free_attribution",
            "paid_attribution",
            "paid_subscription_source",
            "free_subscription_source",
        ],
        Stand = Stand,
    };

    private static Standing Stand(ForeignRow row)
    {
        if (
            row.Is("email_disabled")
            || row.Says("unsubscribed_at")
            || ReceivesNothing(row.Text("receiving_emails_for"))
        )
        {
            return new(SubscriberStatus.Unsubscribed);
        }

        var plan = string.Join(' ', Plan.Select(column => row.Text(column))).ToLowerInvariant();
        var since = row.Past(Upgraded);
        var end = row.Date(Expiry) ?? CancelledEnd(row, since, plan);
        var reads = new Standing(SubscriberStatus.Active, PaidSince: since);
        if (end is not null && !row.IsToCome(end))
        {
            return reads;
        }

        var isTrial = plan.Contains("trial", StringComparison.Ordinal);
        return isTrial && end is not null ? reads with { Term = SubscriberTerm.Trial, TermEndsAt = end }
            : !isTrial && IsPaid(row, plan) ? reads with { Term = SubscriberTerm.Paid, TermEndsAt = end }
            : reads;
    }

    private static bool ReceivesNothing(string text) =>
        text.ToLowerInvariant() is "none" or "nothing" or "no emails" or "disabled" or "unsubscribed";

    private static DateTimeOffset? CancelledEnd(ForeignRow row, DateTimeOffset? since, string plan) =>
        row.Date(Cancelled) is { } cancelled
            ? PeriodEnd(cancelled, since ?? row.Past("subscription_date", "start_date"), plan)
            : null;

    private static bool IsPaid(ForeignRow row, string plan)
    {
        if (row.Has("active_subscription"))
        {
            return row.Is("active_subscription");
        }

        return !Unpaid.Any(word => plan.Contains(word, StringComparison.Ordinal))
            && Paid.Any(word => plan.Contains(word, StringComparison.Ordinal));
    }

    /// <summary>The end of the month or the year in which somebody cancelled: what they had paid for. Pure.</summary>
    /// <param name="since">
    /// When the first of these months or years began; null where it is not known: then the payment ends with the
    /// cancelling.
    /// </param>
    private static DateTimeOffset PeriodEnd(DateTimeOffset cancelled, DateTimeOffset? since, string plan)
    {
        if (since is not { } start || start > cancelled)
        {
            return cancelled;
        }

        var months = plan.Contains("month", StringComparison.Ordinal) ? 1 : 12;
        var periods = ((((cancelled.Year - start.Year) * 12) + cancelled.Month - start.Month) / months) + 1;
        var end = start.AddMonths(periods * months);
        return start.AddMonths((periods - 1) * months) > cancelled ? start.AddMonths((periods - 1) * months) : end;
    }
}
