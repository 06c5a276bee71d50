using Newsletter.Dispatcher.Desk.Live;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture]
internal sealed class DispatchActsTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    [TestCase("sending", 0, 0, 0, "pause correct stop")]
    [TestCase("paused", 0, 0, 0, "resume correct stop")]
    [TestCase("paused", 0, 0, 7, "correct stop")]
    [TestCase("done", 0, 0, 0, "correct")]
    [TestCase("done", 3, 2, 0, "correct resolve resend")]
    [TestCase("done", 3, 2, 7, "correct resolve")]
    [TestCase("stopped", 3, 0, 0, "correct")]
    [TestCase("missed", 0, 0, 0, "")]
    public void Only_what_can_be_done_is_offered(string state, long failed, long uncertain, int hours, string expected)
    {
        var dispatch = new Dispatch
        {
            Id = 1,
            SlotDate = new(2026, 11, 24),
            IssueSlug = "2026-11-24-news",
            State = DispatchStates.Words.Parse(state),
            Recipients = 10,
            SlotAt = Six,
            CutOffAt = Six.AddHours(6),
            CreatedAt = Six,
        };

        var acts = DispatchActs.Of(dispatch, new(10, 5, 0, failed, 0, 0, uncertain), Six.AddHours(hours));

        Assert.That(string.Join(' ', acts.Select(act => act.Verb)), Is.EqualTo(expected));
    }
}
