using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands;

[TestFixture, Integration]
internal sealed class ConfirmationTests
{
    private readonly CommandRun _run = new();

    [TearDown]
    public void Clean() => _run.Dispose();

    [Test]
    public async Task Without_a_terminal_nothing_is_erased_before_yes()
    {
        await _run.RunAsync("subscriber", "add", "ana@example.org");

        var refused = await _run.RunAsync("subscriber", "erase", "ana@example.org");

        Assert.That(refused.Status, Is.EqualTo(2));
        Assert.That(refused.Error, Does.Contain("Nothing was changed").And.Contain("--yes"));
        Assert.That((await _run.RunAsync("subscriber", "show", "ana@example.org")).Status, Is.Zero);
    }
}
