using System.Globalization;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Tests.Subscribers;

[TestFixture]
internal sealed class SubscriberFieldsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 6, 0, 0, TimeSpan.Zero);

    [TestCase(null, null)]
    [TestCase("", null)]
    [TestCase("  ", null)]
    [TestCase(" Ana ", "Ana")]
    [TestCase("Jose\u0301", "José")]
    [TestCase("\u202Enoel\u202C", "noel")]
    [TestCase("\u200F", null)]
    [TestCase("O'Hara", "O'Hara")]
    [TestCase("山田", "山田")]
    [TestCase("=1+1", "=1+1")]
    public void A_name_is_stored_tidied(string? text, string? expected)
    {
        Assert.That(SubscriberFields.Name(text), Is.EqualTo(new Checked<string?>(expected)));
    }

    [TestCase("Ana\r\nBcc: x", "has a control character or line break (U+000D); take it out")]
    [TestCase("Ana\tRuiz", "has a control character or line break (U+0009); take it out")]
    [TestCase("A\u001Bna", "has a control character or line break (U+001B); take it out")]
    [TestCase("A\u2028na", "has a control character or line break (U+2028); take it out")]
    [TestCase("A\uFFFEna", "has a broken character; type it anew")]
    [TestCase("A\0na", "has a control character or line break (U+0000); take it out")]
    public void A_name_that_is_no_line_of_text_is_refused(string text, string expected)
    {
        Assert.That(SubscriberFields.Name(text).Problem, Is.EqualTo(expected));
    }

    [Test]
    public void Half_a_character_is_refused()
    {
        var half = "A" + (char)0xD83D;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(SubscriberFields.Name(half).Problem, Is.EqualTo("has a broken character; type it anew"));
            Assert.That(SubscriberFields.Tags([half]).Problem, Does.StartWith("has a tag that is none;"));
            Assert.That(SubscriberFields.Name("😀").Problem, Is.Null);
        }
    }

    [Test]
    public void A_name_has_100_characters_as_people_count_them()
    {
        const string Family = "👨‍👩‍👧";

        using (Assert.EnterMultipleScope())
        {
            Assert.That(SubscriberFields.Name(string.Concat(Enumerable.Repeat(Family, 100))).Problem, Is.Null);
            Assert.That(
                SubscriberFields.Name(new string('a', 101)).Problem,
                Is.EqualTo("is longer than 100 characters; shorten it")
            );
            Assert.That(
                SubscriberFields.Name("a" + new string('\u0301', 5000)).Problem,
                Is.EqualTo("is longer than 100 characters; shorten it")
            );
        }
    }

    [TestCase("", null)]
    [TestCase("Europe/Madrid", "Europe/Madrid")]
    [TestCase(" europe/madrid ", "Europe/Madrid")]
    [TestCase("UTC", "UTC")]
    [TestCase("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires")]
    public void A_time_zone_is_stored_by_its_IANA_name(string text, string? expected)
    {
        Assert.That(SubscriberFields.TimeZone(text), Is.EqualTo(new Checked<string?>(expected)));
    }

    [TestCase("Mars/Base")]
    [TestCase("Romance Standard Time")]
    [TestCase("right/Europe/Madrid")]
    [TestCase("posix/Europe/Madrid")]
    [TestCase("../../etc/passwd")]
    [TestCase("/usr/share/zoneinfo/Europe/Madrid")]
    [TestCase("+01:00")]
    public void What_is_no_IANA_name_is_no_time_zone(string text)
    {
        Assert.That(
            SubscriberFields.TimeZone(text).Problem,
            Is.EqualTo("is no time zone; use a name such as Europe/Madrid, or leave it empty for the newsletter's")
        );
    }

    [Test]
    public void Tags_are_lower_case_sorted_and_each_once()
    {
        Assert.That(
            SubscriberFields.Tags([" World", "paid", "world", "", "größe", "x_y-1"]).Value,
            Is.EqualTo(new[] { "größe", "paid", "world", "x_y-1" })
        );
    }

    [TestCase("two words")]
    [TestCase("a;b")]
    [TestCase("a\n")]
    [TestCase("<b>")]
    [TestCase("a2345678901234567890123456789012345678901")]
    public void A_tag_that_is_none_is_refused(string tag)
    {
        var expected = tag == "a\n" ? null : "has a tag that is none; a tag has letters, digits, _ and -, at most 40";

        Assert.That(SubscriberFields.Tags([tag]).Problem, Is.EqualTo(expected));
    }

    [TestCase(20, null)]
    [TestCase(21, "has 21 tags; at most 20 are possible")]
    public void A_person_has_20_tags_at_most(int count, string? expected)
    {
        Assert.That(
            SubscriberFields.Tags(Enumerable.Range(0, count).Select(i => $"t{i}")).Problem,
            Is.EqualTo(expected)
        );
    }

    [TestCase(" Active ", SubscriberStatus.Active, null)]
    [TestCase("", null, null)]
    [TestCase(
        "actve",
        null,
        "is no status (did you mean active?); use pending, active, paused, expired, unsubscribed, bounced, complained"
    )]
    [TestCase("deleted", null, "is no status; use pending, active, paused, expired, unsubscribed, bounced, complained")]
    public void A_status_is_one_of_ours(string text, SubscriberStatus? status, string? problem)
    {
        Assert.That(SubscriberFields.Status(text), Is.EqualTo(new Checked<SubscriberStatus?>(status, problem)));
    }

    [TestCase("2025-06-01", "2025-06-01T00:00:00.000Z")]
    [TestCase("2025-06-01T08:30:00+02:00", "2025-06-01T06:30:00.000Z")]
    [TestCase("2025-06-01 06:30:00", "2025-06-01T06:30:00.000Z")]
    [TestCase("2025-06-01T06:30:00.1239Z", "2025-06-01T06:30:00.123Z")]
    [TestCase("2025-06-01T06:30Z", "2025-06-01T06:30:00.000Z")]
    public void An_instant_is_kept_to_the_millisecond(string text, string expected)
    {
        Assert.That(
            SubscriberFields.CreatedAt(text, Now).Value,
            Is.EqualTo(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture))
        );
    }

    [TestCase("yesterday", "is no date; write 2026-01-31 or 2026-01-31T06:00:00Z")]
    [TestCase("01/02/2025", "is no date; write 2026-01-31 or 2026-01-31T06:00:00Z")]
    [TestCase("2026-01-06", "is in the future; check it")]
    [TestCase("1969-12-31", "is before 1970; check it")]
    public void A_date_that_cannot_be_is_refused(string text, string expected)
    {
        Assert.That(SubscriberFields.CreatedAt(text, Now).Problem, Is.EqualTo(expected));
    }
}
