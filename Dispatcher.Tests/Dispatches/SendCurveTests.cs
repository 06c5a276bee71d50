using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Dispatches;

[TestFixture]
internal sealed class SendCurveTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    [TestCase(0, 1)]
    [TestCase(120, 1)]
    [TestCase(121, 2)]
    [TestCase(3600, 30)]
    public void A_step_is_so_long_that_a_picture_can_show_each(int seconds, int step) =>
        Assert.That(SendCurve.StepOf(TimeSpan.FromSeconds(seconds)), Is.EqualTo(TimeSpan.FromSeconds(step)));

    [Test]
    public void Steps_without_a_delivery_are_zero_and_none_is_lost()
    {
        var curve = SendCurve.Of(
            Six,
            TimeSpan.FromSeconds(2),
            [new(0, 4), new(3, 6), new(99, 1), new(-1, 1)],
            Six.AddSeconds(9)
        );

        Assert.That(curve.Sent, Is.EqualTo(new long[] { 5, 0, 0, 6, 1 }));
        Assert.That((curve.Total, curve.MostPerSecond), Is.EqualTo((12, 3.0)));
    }

    [Test, Integration]
    public async Task It_is_read_from_the_ledger()
    {
        var clock = new FakeTimeProvider(Six);
        using var work = await Workplace.CreateAsync(subscribers: 5, clock);
        var dispatch = await work.BeginAsync(work.Dispatcher(work.Pickup()));
        var curves = new SendCurves(work.Database, clock);
        var before = await curves.ReadAsync(dispatch, CancellationToken.None);
        await work.ExecuteAsync(
            $"UPDATE deliveries SET state = 'sent', updated_at = {Six.ToUnixTimeMilliseconds()} + subscriber_id * 700 "
                + "WHERE subscriber_id < 5"
        );

        var open = await curves.ReadAsync(dispatch, CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(10));
        var later = await curves.ReadAsync(dispatch, CancellationToken.None);
        var ended = await curves.ReadAsync(dispatch with { State = DispatchState.Done }, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(before, Is.Null);
            Assert.That(open!.Sent, Is.EqualTo(new long[] { 2, 1, 1 }));
            Assert.That(open.From, Is.EqualTo(Six.AddMilliseconds(700)));
            Assert.That(later!.Sent, Has.Count.EqualTo(10), "while it is open the curve goes on");
            Assert.That(ended!.Sent, Is.EqualTo(open.Sent));
        }
    }
}
