using System.Text;
using Ical.Net.CalendarComponents;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Tests.Schedule;

/// <summary>
/// The feed as RFC 5545 asks for it; it is Thursday 2026-01-08, 13:00 in Berlin, and Monday the 12th is a holiday.
/// </summary>
[TestFixture]
internal sealed class QueueFeedTests
{
    private const string Long =
        "Größe, Gewicht; und \\ Länge: 読者は毎朝ひとつの手紙を受け取ります。読者は毎朝ひとつの手紙を受け取ります 🌊🌊🌊🌊🌊🌊🌊🌊🌊🌊";

    [Test]
    public void No_line_is_longer_than_75_octets_and_each_ends_as_the_standard_says()
    {
        var feed = Feed(GivenSlots.Issue("a") with { Title = Long });

        var lines = feed.Split("\r\n");
        Assert.That(lines[^1], Is.Empty, "the last line ends, too");
        Assert.That(feed.Replace("\r\n", "", StringComparison.Ordinal), Does.Not.Contain('\n').And.Not.Contain('\r'));
        Assert.That(lines.Select(line => Encoding.UTF8.GetByteCount(line)), Is.All.LessThanOrEqualTo(75));
        Assert.That(lines, Has.None.Contain("\uFFFD"), "no character was cut");
    }

    [Test]
    public void A_title_is_read_back_as_it_was_written()
    {
        var feed = Feed(GivenSlots.Issue("a") with { Title = Long });

        Assert.That(Of(feed, "2026-01-09").Summary, Is.EqualTo(Long));
        Assert.That(Unfolded(feed), Does.Contain("SUMMARY:Größe\\, Gewicht\\; und \\\\ Länge: 読者"));
    }

    [Test]
    public void Each_event_has_a_uid_of_its_day_and_the_time_at_which_it_was_written()
    {
        var filled = Feed(GivenSlots.Issue("a"));
        var before = Ical.Net.Calendar.Load(filled)!;

        Assert.That(before.Events.Select(one => one.Uid), Is.Unique);
        Assert.That(Of(filled, "2026-01-09").Uid, Is.EqualTo(Of(Feed(), "2026-01-09").Uid), "filled or not");
        Assert.That(Unfolded(Feed()), Does.Contain("UID:slot-2026-01-09@localhost\r\n"));
        Assert.That(
            before.Events.Select(one => one.DtStamp!.AsUtc),
            Is.All.EqualTo(new DateTime(2026, 1, 8, 12, 0, 0))
        );
    }

    [Test]
    public void An_event_is_from_the_send_time_to_the_deadline_by_every_clock()
    {
        var one = Of(Feed(GivenSlots.Issue("a")), "2026-01-09");

        Assert.That(one.Start!.AsUtc, Is.EqualTo(new DateTime(2026, 1, 9, 5, 0, 0)));
        Assert.That(one.End!.AsUtc, Is.EqualTo(new DateTime(2026, 1, 9, 6, 0, 0)));
        Assert.That(Unfolded(Feed()), Does.Contain("DTSTART:20260109T050000Z"));
    }

    [Test]
    public void Each_kind_of_day_says_what_it_is()
    {
        var feed = Feed(
            GivenSlots.Issue("pinned", "2026-01-13"),
            GivenSlots.Issue("floating"),
            GivenSlots.Issue("sketch", "2026-01-14", IssueStatus.Draft)
        );

        Assert.That(
            new[] { "06", "07", "09", "12", "13", "14", "15" }.Select(day => Of(feed, $"2026-01-{day}").Summary),
            Is.EqualTo(
                new[]
                {
                    "Sent: The first",
                    "Missed: nothing was sent",
                    "Title of floating",
                    "Holiday: no issue",
                    "Title of pinned",
                    "Draft: Title of sketch",
                    "No issue yet",
                }
            )
        );
        Assert.That(
            Of(feed, "2026-01-15").Description,
            Is.EqualTo("Without an issue by Thu 12:00 it is a missed morning.")
        );
        Assert.That(
            Of(feed, "2026-01-09").Description,
            Is.EqualTo("issues/floating.md\nAudience: all\nTakes the next free day")
        );
        Assert.That(Of(feed, "2026-01-12").Start!.HasTime, Is.False, "a holiday is a whole day");
    }

    [Test]
    public void Gaps_far_away_do_not_fill_the_calendar() =>
        Assert.That(Ical.Net.Calendar.Load(Feed())!.Events.Count(one => one.Summary == "No issue yet"), Is.EqualTo(10));

    private static string Unfolded(string feed) => feed.Replace("\r\n ", "", StringComparison.Ordinal);

    private static CalendarEvent Of(string feed, string day) =>
        Ical
            .Net.Calendar.Load(feed)!
            .Events.Single(one => one.Uid!.StartsWith($"slot-{day}", StringComparison.Ordinal));

    private static string Feed(params Issue[] issues) =>
        QueueFeed.Of(
            new QueueNow(
                new Waves(GivenSlots.Calendar("2026-01-12")),
                GivenSlots.InBerlin("2026-01-08 13:00"),
                DateTimeOffset.MinValue,
                GivenSlots.Candidates(issues),
                [
                    GivenSlots.Row("2026-01-06", DispatchState.Done, "one") with
                    {
                        Title = "The first",
                    },
                    GivenSlots.Row("2026-01-07", DispatchState.Missed),
                ]
            ),
            GivenSlots.Newsletter()
        );
}
