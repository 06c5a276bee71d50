using Newsletter.Dispatcher.Commands.Dispatches;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Tests.Commands.Dispatches;

[TestFixture]
internal sealed class DatabaseLineTests
{
    private const long Megabyte = 1024 * 1024;

    [Test]
    public void The_size_is_told_before_the_first_retention() =>
        Assert.That(
            DatabaseLine.Sentence(new(1500 * Megabyte, 200 * Megabyte)),
            Is.EqualTo("Database: 1,500.0 MB, 200.0 MB of it free for new rows.")
        );

    [Test]
    public void What_the_last_retention_gave_back_is_told()
    {
        var last = new RetentionRound
        {
            EndedAt = new(2027, 12, 24, 8, 0, 0, TimeSpan.Zero),
            Deliveries = 50_000,
            UsedBefore = 30 * Megabyte,
            UsedAfter = 20 * Megabyte,
        };

        Assert.That(
            DatabaseLine.Sentence(new(40 * Megabyte, 20 * Megabyte) { Last = last }),
            Does.EndWith(
                "On 2027-12-24 the retention made counts of 50,000 deliveries: 30.0 MB in use before, 20.0 MB after."
            )
        );
    }
}
