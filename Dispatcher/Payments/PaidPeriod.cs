namespace Newsletter.Dispatcher.Payments;

/// <summary>Until when the lines of a paid invoice pay for the newsletter; pure. Tests: PaymentOrderTests.</summary>
/// <remarks>
/// A line is known to be ours by its price. When the operator has raised the price, readers who pay the old one go on
/// with it: so where no line has our price, the regular line of a subscription that our own checkout began is ours, if
/// there is only one price that it can be. Other lines (a book, a credit for an old plan) pay for something else.
/// </remarks>
internal static class PaidPeriod
{
    /// <param name="price">Our yearly price.</param>
    /// <param name="isOurCheckout">Whether our own checkout began the subscription.</param>
    /// <returns>The latest end of our lines; null where no line pays for the newsletter.</returns>
    public static DateTimeOffset? EndOf(IReadOnlyList<InvoiceLine> lines, string price, bool isOurCheckout)
    {
        var ours = lines.Where(line => line.Price == price).ToList();
        if (ours.Count == 0 && isOurCheckout)
        {
            var regular = lines.Where(line => line.IsRegular).ToList();
            ours = regular.Select(line => line.Price).Distinct().Count() == 1 ? regular : [];
        }

        return ours.Where(line => PaysFor(line, ours)).Select(line => line.PeriodEndsAt).Max();
    }

    /// <summary>
    /// No credit, no empty period, and not taken back in the same invoice by credits to the same end.
    /// </summary>
    private static bool PaysFor(InvoiceLine line, List<InvoiceLine> ours)
    {
        if (line.IsCredit || line.PeriodEndsAt is not { } end || end <= line.PeriodStartsAt)
        {
            return false;
        }

        var sameEnd = ours.Where(other => other.PeriodEndsAt == end).ToList();
        return sameEnd.All(other => !other.IsCredit) || sameEnd.Sum(other => other.Amount ?? 0) > 0;
    }
}
