using System.Text.Json;
using Dapper;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Payments;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Newsletter.Dispatcher.Tests.Support;
using Stripe;

namespace Newsletter.Dispatcher.Tests.Payments;

[TestFixture, Integration]
internal sealed class PaymentOrderTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private static readonly StripeEventReader Reader = new(StripeServer.Price, StripeEvents.Newsletter);

    /// <summary>
    /// The term is the same in any order of the events, and however often each comes.
    /// </summary>
    [Test]
    public async Task The_term_does_not_depend_on_the_order_in_which_events_come()
    {
        using var db = await TestDatabase.CreateAsync();
        var clock = new FakeTimeProvider(Start.AddYears(10));
        var terms = new TermStore(db.Database, NewsletterSample.Settings() with { AnnualPrice = "€60" }, clock);
        var book = new PaymentStore(
            db.Database,
            terms,
            new StripeClient("sk_test_none"),
            clock,
            NullLogger<PaymentStore>.Instance
        );
        var readers = 0;

        var life =
            from kinds in Gen.NonEmptyListOf(Gen.Elements("paid", "refund", "dispute", "end"))
            from days in Gen.ListOf(Gen.Choose(0, 1500), kinds.Count)
            let told = kinds.Zip(days).Take(7).ToArray()
            from order in Gen.Shuffle(
                Enumerable.Range(0, told.Length).Concat(Enumerable.Range(0, told.Length)).ToArray()
            )
            select (Told: told, Order: order);

        Prop.ForAll(
                life.ToArbitrary(),
                one =>
                {
                    var inOrder = TermAsync(one.Told, Enumerable.Range(0, one.Told.Length)).GetAwaiter().GetResult();
                    var shuffled = TermAsync(one.Told, one.Order).GetAwaiter().GetResult();
                    return (inOrder == shuffled).Label(
                        $"{inOrder} in order, {shuffled} as {string.Join(' ', one.Order)} of "
                            + $"{string.Join(", ", one.Told)}"
                    );
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60));

        async Task<string> TermAsync((string Kind, int Day)[] told, IEnumerable<int> order)
        {
            await using var connection = await db.Database.OpenAsync(CancellationToken.None);
            var reader = ++readers;
            var id = await connection.ExecuteScalarAsync<long>(
                "INSERT INTO subscribers (email, email_key, status, term, term_ends_at, created_at, updated_at) "
                    + "VALUES (@email, @email, 'active', 'trial', @ends, 0, 0) RETURNING id",
                new { email = $"reader{reader}@example.org", ends = Start.AddDays(14) }
            );
            foreach (var i in order)
            {
                var (at, evt) = (Start.AddDays(told[i].Day), $"evt_{reader}_{i}");

                // A refund is of one of three invoices, or of one that never was.
                var (own, other) = ($"in_{reader}_{i}", $"in_{reader}_{told[i].Day % told.Length}");
                var body = told[i].Kind switch
                {
                    "paid" => StripeEvents.Paid(
                        evt,
                        id,
                        own,
                        at,
                        at.AddYears(1),
                        customer: $"cus_{reader}",
                        subscription: $"sub_{told[i].Day % 2}"
                    ),
                    "refund" or "dispute" => StripeEvents.Refunded(evt, "pi_none", at, invoice: other),
                    _ => StripeEvents.Deleted(evt, id, at, $"sub_{told[i].Day % 2}"),
                };
                using var json = JsonDocument.Parse(body);
                Assert.That(await book.TakeAsync(Reader.Read(json.RootElement)!, CancellationToken.None), Is.True);
            }

            return (
                await connection.QuerySingleAsync<(string? Term, long? Ends, string Status)>(
                    "SELECT term, term_ends_at, status FROM subscribers WHERE id = @id",
                    new { id }
                )
            ).ToString();
        }
    }
}
