using System.Globalization;
using Newsletter.Dispatcher.Backups;

namespace Newsletter.Dispatcher.Tests.Backups;

[TestFixture]
internal sealed class BackupRuleTests
{
    [TestCase("2026-11-24 05:59", true, null, null, false, TestName = "Not before the time of sending")]
    [TestCase("2026-11-24 06:05", false, null, null, false, TestName = "Not while the dispatch is under way")]
    [TestCase("2026-11-24 06:05", true, null, null, true, TestName = "When the dispatch is over")]
    [TestCase("2026-11-24 12:00", false, null, null, true, TestName = "At noon at the latest")]
    [TestCase("2026-11-24 06:05", true, "2026-11-23 06:10", null, true, TestName = "Yesterday's is of yesterday")]
    [TestCase("2026-11-24 20:00", true, "2026-11-24 06:04", null, false, TestName = "Once a day")]
    [TestCase(
        "2026-11-24 20:00",
        true,
        "2026-11-24 03:00",
        null,
        true,
        TestName = "One from before the dispatch is old"
    )]
    [TestCase("2026-11-24 06:59", true, null, "2026-11-24 06:00", false, TestName = "Not again within an hour")]
    [TestCase("2026-11-24 07:00", true, null, "2026-11-24 06:00", true, TestName = "An hour after a failure")]
    public void A_backup_is_due(string now, bool isOver, string? newest, string? failed, bool isDue) =>
        Assert.That(
            BackupRule.IsDue(At(now)!.Value, new(6, 0), new(12, 0), isOver, At(newest), At(failed)),
            Is.EqualTo(isDue)
        );

    private static DateTime? At(string? text) =>
        text is null ? null : DateTime.ParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
