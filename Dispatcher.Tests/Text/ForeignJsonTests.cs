using System.Text;
using System.Text.Json;
using Newsletter.Dispatcher.Payments;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Tests.Text;

[TestFixture]
internal sealed class ForeignJsonTests
{
    [Test]
    public void What_is_there_is_read()
    {
        var json = Parse(
            """
            {"a":{"b":"x","n":7,"no":null,"yes":true,"list":[1,2],"half":1.5},"id":{"id":"in_1"},"named":"in_2",
             "at":"2026-11-24T06:00:00+01:00","first":0,"last":253402300799}
            """
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(json.Text("a", "b"), Is.EqualTo("x"));
            Assert.That((json.Number("a", "n"), json.Word("a", "n"), json.Word("a", "b")), Is.EqualTo((7L, "7", "x")));
            Assert.That((json.Id("id"), json.Id("named")), Is.EqualTo(("in_1", "in_2")));
            Assert.That((json.At("a")!.Value.Flag("yes"), json.At("a")!.Value.Flag("n")), Is.EqualTo((true, false)));
            Assert.That(json.List("a", "list").Select(one => one.GetInt32()), Is.EqualTo(new[] { 1, 2 }));
            Assert.That((json.At("a", "no"), json.At("a")!.Value.Has("no")), Is.EqualTo(((JsonElement?)null, true)));
            Assert.That(json.Instant("at"), Is.EqualTo(new DateTimeOffset(2026, 11, 24, 5, 0, 0, TimeSpan.Zero)));
            Assert.That(json.UnixSeconds("a", "half"), Is.EqualTo(DateTimeOffset.UnixEpoch.AddSeconds(1.5)));
            Assert.That(json.UnixSeconds("first"), Is.EqualTo(DateTimeOffset.UnixEpoch));
            Assert.That(json.UnixSeconds("last")?.Year, Is.EqualTo(9999));
        }
    }

    /// <summary>Each reader gets each of these as the whole, as a property, and below one.</summary>
    [TestCase("""{"x":"\ud800"}""")]
    [TestCase("""{"x":"\udc00\ud800"}""")]
    [TestCase("""{"\ud800":"x"}""")]
    [TestCase("""{"\ud800":1,"\ud801x":2}""")]
    [TestCase("""{"x":{"\ud800":"x","id":"\ud800"}}""")]
    [TestCase("""["\ud800",{"\ud800":1}]""")]
    [TestCase("\"\\ud800\"")]
    [TestCase("""{"x":[["\ud800"]]}""")]
    [TestCase("""{"x":null}""")]
    [TestCase("""{"x":-1}""")]
    [TestCase("""{"x":1e999}""")]
    [TestCase("""{"x":253402300800}""")]
    public void What_is_broken_is_nothing_and_no_exception(string body)
    {
        var json = Parse(body);

        using (Assert.EnterMultipleScope())
        {
            foreach (var path in new string[][] { [], ["x"], ["x", "y"], ["x", "id"] })
            {
                Assert.That(json.Text(path), Is.Null.Or.EqualTo("x"));
                Assert.That(json.Id(path), Is.Null.Or.EqualTo("x"));
                Assert.That(json.Instant(path), Is.Null);
                Assert.That(json.UnixSeconds(path), Is.Null);
                Assert.That(() => json.Word(path), Throws.Nothing);
                Assert.That(() => json.Number(path), Throws.Nothing);
                Assert.That(() => json.List(path).Count(), Throws.Nothing);
            }

            Assert.That(json.Flag("x"), Is.False);
            Assert.That(() => json.Has("x"), Throws.Nothing);
        }
    }

    [Test]
    public void A_name_that_is_no_text_hides_no_other_property() =>
        Assert.That(Parse("""{"\ud800":1,"x":"is there","\ud801x":2}""").Text("x"), Is.EqualTo("is there"));

    [TestCase("", null)]
    [TestCase("{", null)]
    [TestCase("{\"x\":\"\\ud800\"}", null)]
    [TestCase("{\"x\":\"y\"}", "y")]
    public void A_body_is_read_or_is_nothing(string body, string? expected) =>
        Assert.That(ForeignJson.Read(Encoding.UTF8.GetBytes(body), json => json.Text("x")), Is.EqualTo(expected));

    [Test]
    public void A_body_that_is_nested_too_deep_is_nothing() =>
        Assert.That(
            ForeignJson.Read(Encoding.UTF8.GetBytes(new string('[', 1000) + new string(']', 1000)), json => "read"),
            Is.Null
        );

    /// <summary>Every text of an event in turn, and every name.</summary>
    [TestCase("invoice.paid")]
    [TestCase("charge.refunded")]
    [TestCase("customer.subscription.updated")]
    [TestCase("checkout.session.completed")]
    public void An_event_of_Stripe_with_half_a_pair_anywhere_is_read_or_is_none(string type)
    {
        var whole = """
            {"id":"evt_1","type":"TYPE","created":1,"data":{"previous_attributes":{"cancel_at":null},"object":{
             "id":"in_1","mode":"subscription","customer":"cus_1","subscription":"sub_1","refunded":true,
             "invoice":"in_1","amount_paid":1,"currency":"eur","metadata":{"subscriber_id":"7","newsletter":"n"},
             "lines":{"data":[{"type":"subscription","price":{"id":"price_1"},"period":{"start":1,"end":2}}]}}}}
            """.Replace("TYPE", type, StringComparison.Ordinal);
        var reader = new StripeEventReader("price_1", "n");
        Assert.That(reader.Read(Parse(whole)), Is.Not.Null, "the sample is an event");

        for (var at = whole.IndexOf('"'); at >= 0; at = whole.IndexOf('"', at + 1))
        {
            var broken = whole.Insert(at + 1, "\\ud800");
            if (IsJson(broken))
            {
                Assert.That(() => reader.Read(Parse(broken)), Throws.Nothing, broken);
            }
        }
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    private static bool IsJson(string text)
    {
        try
        {
            using var _ = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
