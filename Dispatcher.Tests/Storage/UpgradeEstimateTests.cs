using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Tests.Storage;

[TestFixture]
internal sealed class UpgradeEstimateTests
{
    [TestCase("CREATE INDEX a ON deliveries (state);", "deliveries")]
    [TestCase("CREATE UNIQUE INDEX a ON deliveries (state) WHERE x = 1;", "deliveries")]
    [TestCase("INSERT INTO new (a) SELECT a FROM deliveries;", "deliveries")]
    [TestCase("INSERT INTO watch VALUES (1); CREATE INDEX a ON mails (x);", "mails")]
    [TestCase("UPDATE mails SET a = 1; UPDATE mails SET b = 1;", "mails mails")]
    [TestCase("ALTER TABLE deliveries ADD COLUMN x TEXT; CREATE TABLE y (z TEXT);", "")]
    [TestCase("-- UPDATE mails SET a = 1\nCREATE TABLE y (z TEXT);", "")]
    [TestCase("CREATE TRIGGER t AFTER DELETE ON mails BEGIN DELETE FROM looks; END;", "")]
    public void Statements_that_touch_rows_are_found(string script, string tables) =>
        Assert.That(string.Join(' ', UpgradeEstimate.Tables(script)), Is.EqualTo(tables));

    [Test]
    public void More_rows_take_longer()
    {
        const string Script = "CREATE INDEX a ON deliveries (state); CREATE INDEX b ON mails (x);";

        var small = UpgradeEstimate.Of("0001_x", Script, _ => 0);
        var large = UpgradeEstimate.Of("0001_x", Script, table => table is "deliveries" ? 15_000_000 : 0);

        Assert.That((small.Rows, large.Rows), Is.EqualTo((0, 15_000_000)));
        Assert.That(small.Estimate, Is.LessThan(TimeSpan.FromSeconds(1)));
        Assert.That(large.Estimate.TotalSeconds, Is.InRange(60, 300));
    }

    [Test]
    public void Each_migration_can_be_estimated() =>
        Assert.That(
            Migrator.All.Select(name => UpgradeEstimate.Of(name, Migrator.Script(name), _ => 1).Rows),
            Has.Some.GreaterThan(0)
        );
}
