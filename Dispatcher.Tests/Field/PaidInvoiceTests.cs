using System.Text.Json;
using Newsletter.Dispatcher.Payments;
using Newsletter.Dispatcher.Tests.Payments;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>What an invoice with lines other than ours pays for.</summary>
[TestFixture, Integration]
internal sealed class PaidInvoiceTests
{
    private const string Book = "price_of_a_book";
    private static readonly DateTimeOffset Paid = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Year = Paid.AddYears(1);
    private static readonly DateTimeOffset Two = Paid.AddYears(2);

    [TestCaseSource(nameof(Invoices))]
    public void Only_lines_of_our_price_pay_for_the_newsletter(SoldLine[] lines, DateTimeOffset? end)
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (var isOld in new[] { false, true })
            {
                Assert.That(EndOf(lines, isOld), Is.EqualTo(end), isOld ? "before 2025" : "since 2025");
                Assert.That(EndOf([.. lines.Reverse()], isOld), Is.EqualTo(end), "in the other order");
            }
        }
    }

    private static IEnumerable<TestCaseData> Invoices()
    {
        var ours = new SoldLine(StripeServer.Price, 6000, Paid, Year);
        yield return Row("ours alone", Year, ours);
        yield return Row(
            "a book that is delivered for two years",
            Year,
            ours,
            new(Book, 4000, Paid, Two, Kind: "item")
        );
        yield return Row("another subscription's two years", Year, ours, new("price_of_a_print", 9000, Paid, Two));
        yield return Row("an amount that was typed in", Year, ours, new(null, 500, Paid, Two, Kind: "item"));
        yield return Row(
            "a credit for another price",
            Year,
            ours,
            new("price_of_a_print", -900, Paid, Two, Kind: "proration")
        );
        yield return Row(
            "a credit for our price with a later end",
            Year,
            ours,
            new(StripeServer.Price, -3000, Paid, Two, Kind: "proration")
        );
        yield return Row(
            "the rest of a year, and the next year",
            Two,
            new(StripeServer.Price, 1000, Paid, Year, Kind: "proration"),
            new(StripeServer.Price, 6000, Year, Two)
        );
        yield return Row(
            "one more copy: a credit and a larger sum for the same rest",
            Year,
            new(StripeServer.Price, -3000, Paid, Year, Kind: "proration"),
            new(StripeServer.Price, 6000, Paid, Year, Kind: "proration", Quantity: 2)
        );
        yield return Row(
            "sold and taken back in the same invoice",
            null,
            ours,
            new(StripeServer.Price, -6000, Paid, Year, Kind: "proration")
        );
        yield return Row("two copies", Year, ours with { Amount = 12000, Quantity = 2 });
        yield return Row(
            "the days on trial at Stripe",
            Paid.AddDays(14),
            new SoldLine(StripeServer.Price, 0, Paid, Paid.AddDays(14))
        );
        yield return Row(
            "days on trial, and a book",
            Paid.AddDays(14),
            new(StripeServer.Price, 0, Paid, Paid.AddDays(14)),
            new(Book, 4000, Paid, Two, Kind: "item")
        );
        yield return Row("no time", null, ours with { To = Paid });
        yield return Row("a book alone", null, new SoldLine(Book, 4000, Paid, Two, Kind: "item"));
        yield return Row(
            "a credit of ours alone",
            null,
            new SoldLine(StripeServer.Price, -3000, Paid, Year, Kind: "proration")
        );
        yield return Row(
            "a change to another price",
            null,
            new(StripeServer.Price, -3000, Paid, Year, Kind: "proration"),
            new("price_of_a_print", 9000, Paid, Year, Kind: "proration")
        );
        yield return Row(
            "the price of earlier years, that a reader still pays",
            Year,
            new SoldLine("price_of_2024", 5000, Paid, Year)
        );
        yield return Row(
            "the price of earlier years, and a book",
            Year,
            new("price_of_2024", 5000, Paid, Year),
            new(Book, 4000, Paid, Two, Kind: "item")
        );
        yield return Row(
            "two prices that ours could be",
            null,
            new("price_of_2024", 5000, Paid, Year),
            new("price_of_a_print", 5000, Paid, Two)
        );
        yield return Row("nothing", null);

        static TestCaseData Row(string name, DateTimeOffset? end, params SoldLine[] lines) =>
            new TestCaseData(lines, end).SetArgDisplayNames(name);
    }

    [Test]
    public async Task A_book_in_the_same_invoice_does_not_extend_the_term([Values] bool isOld)
    {
        await using var letter = await PaidNewsletter.StartAsync();
        var id = await letter.AddAsync();

        Assert.That(
            await letter.TellAsync(
                Event(
                    "evt_1",
                    id,
                    isOld,
                    new(Book, 4000, Paid, Two, Kind: "item"),
                    new(StripeServer.Price, 6000, Paid, Year)
                )
            ),
            Is.EqualTo(200)
        );

        Assert.That(await letter.StandAsync(id), Is.EqualTo("active paid 2027-11-23 08:00"));
    }

    [Test]
    public async Task An_invoice_without_our_price_changes_nothing_and_is_logged([Values] bool isOld)
    {
        await using var letter = await PaidNewsletter.StartAsync();
        var id = await letter.AddAsync();
        var before = await letter.StandAsync(id);

        Assert.That(
            await letter.TellAsync(Event("evt_1", id, isOld, new SoldLine(Book, 4000, Paid, Two, Kind: "item"))),
            Is.EqualTo(200)
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await letter.StandAsync(id), Is.EqualTo(before));
            Assert.That(await letter.ScalarAsync<long>("SELECT count(*) FROM payments"), Is.Zero);
            Assert.That(
                letter.Log,
                Has.Some.StartsWith("Warning")
                    .And.Contains("evt_1 is an invoice of a reader (in_1) without a line that pays for Stripe:Price")
            );
        }
    }

    [Test]
    public async Task A_sale_to_a_person_who_is_not_on_the_list_is_no_warning()
    {
        await using var letter = await PaidNewsletter.StartAsync();

        Assert.That(
            await letter.TellAsync(
                Event("evt_1", subscriber: null, isOld: false, new SoldLine(Book, 4000, Paid, Two, Kind: "item"))
            ),
            Is.EqualTo(200)
        );

        Assert.That(
            letter.Log,
            Has.Some.StartsWith("Information").And.Contains("(evt_1) is about something else that the account sells")
        );
        Assert.That(letter.Log, Has.None.StartsWith("Warning"));
    }

    private static DateTimeOffset? EndOf(SoldLine[] lines, bool isOld)
    {
        using var json = JsonDocument.Parse(Event("evt_1", subscriber: 7, isOld, lines));
        return (
            new StripeEventReader(StripeServer.Price, StripeEvents.Newsletter).Read(json.RootElement)?.Fact
            as InvoicePaid
        )?.PeriodEndsAt;
    }

    private static string Event(string id, long? subscriber, bool isOld, params SoldLine[] lines)
    {
        var metadata = subscriber is null
            ? []
            : new Dictionary<string, string>
            {
                ["subscriber_id"] = $"{subscriber}",
                ["newsletter"] = StripeEvents.Newsletter,
            };
        var details = new { subscription = "sub_1", metadata };
        return StripeEvents.Event(
            id,
            "invoice.paid",
            Paid,
            new Dictionary<string, object?>
            {
                ["id"] = "in_1",
                ["customer"] = "cus_1",
                ["amount_paid"] = lines.Sum(line => line.Amount),
                ["currency"] = "eur",
                ["subscription"] = isOld ? "sub_1" : null,
                ["subscription_details"] = isOld ? details : null,
                ["parent"] = isOld ? null : new { type = "subscription_details", subscription_details = details },
                ["lines"] = new
                {
                    has_more = false,
                    data = lines.Select(line => isOld ? line.Old(metadata) : line.New(metadata)).ToArray(),
                },
            }
        );
    }

    /// <summary>A line of an invoice.</summary>
    /// <param name="Kind">subscription, item or proration.</param>
    internal sealed record SoldLine(
        string? Price,
        long Amount,
        DateTimeOffset From,
        DateTimeOffset To,
        string Kind = "subscription",
        int Quantity = 1
    )
    {
        private object Period => new { start = From.ToUnixTimeSeconds(), end = To.ToUnixTimeSeconds() };

        public object Old(Dictionary<string, string> metadata) =>
            new
            {
                amount = Amount,
                quantity = Quantity,
                period = Period,
                price = Price is null ? null : new { id = Price, product = "prod_1" },
                type = Kind == "subscription" ? "subscription" : "invoiceitem",
                proration = Kind == "proration",
                metadata = Kind == "subscription" ? metadata : [],
            };

        public object New(Dictionary<string, string> metadata) =>
            new
            {
                amount = Amount,
                quantity = Quantity,
                period = Period,
                pricing = Price is null
                    ? null
                    : new { type = "price_details", price_details = new { price = Price, product = "prod_1" } },
                parent = Kind == "item"
                    ? new Dictionary<string, object?>
                    {
                        ["type"] = "invoice_item_details",
                        ["invoice_item_details"] = new { invoice_item = "ii_1", proration = false },
                    }
                    : new Dictionary<string, object?>
                    {
                        ["type"] = "subscription_item_details",
                        ["subscription_item_details"] = new { subscription = "sub_1", proration = Kind == "proration" },
                    },
                metadata = Kind == "subscription" ? metadata : [],
            };
    }
}
