using System.Text;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Editing;

[TestFixture]
internal sealed class IssueDayTests
{
    /// <summary>A Monday, after the send time.</summary>
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly Waves Waves = new(new SlotCalendar(NewsletterSample.Settings()));

    [TestCase("status: draft", "2026-11-24", TestName = "A draft has the next free day")]
    [TestCase("status: ready", "2026-11-24", TestName = "A ready issue has its slot")]
    [TestCase("date: 2026-11-27", "2026-11-27", TestName = "A day in the file counts")]
    [TestCase("date: 2026-11-29", "2026-11-29", TestName = "A day that is no slot is still the day in the file")]
    public void Alone(string keys, string day) => Assert.That(Day(Candidate("river", keys)), Is.EqualTo(Date(day)));

    [Test]
    public void Others_that_are_ready_come_first() =>
        Assert.That(
            Day(
                Candidate("river", "status: draft"),
                Candidate("a", "status: ready"),
                Candidate("b", "date: 2026-11-25\nstatus: ready")
            ),
            Is.EqualTo(Date("2026-11-26"))
        );

    [Test]
    public void A_dispatched_issue_keeps_its_day() =>
        Assert.That(
            IssueDay.Of(
                Candidate("river", "status: ready").Issue,
                [],
                [
                    new DispatchedSlot
                    {
                        SlotDate = Date("2026-11-19"),
                        State = DispatchState.Done,
                        IssueSlug = "river",
                    },
                ],
                Waves,
                Now
            ),
            Is.EqualTo(Date("2026-11-19"))
        );

    private static DateOnly Day(IssueCandidate issue, params IssueCandidate[] others) =>
        IssueDay.Of(issue.Issue, [issue, .. others], [], Waves, Now);

    private static DateOnly Date(string text) =>
        DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static IssueCandidate Candidate(string slug, string keys) =>
        IssueFile.Read($"issues/{slug}.md", Encoding.UTF8.GetBytes($"---\ntitle: T\n{keys}\n---\nText.\n")).Candidate!;
}
