using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Health;

[TestFixture]
internal sealed class AlertKindsTests
{
    [Test]
    public void The_page_about_alerts_lists_each_kind_and_no_other()
    {
        var page = File.ReadAllLines(Path.Combine(Corpora.Repository(), "docs", "doctor.md"));

        var listed = page.SkipWhile(line => !line.StartsWith("| `kind` |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('`')[1]);

        Assert.That(listed, Is.EquivalentTo(AlertKinds.Words.All));
    }
}
