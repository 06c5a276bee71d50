using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Service;

[TestFixture, Integration]
internal sealed class KeysCommandTests
{
    private readonly CommandRun _run = new();

    [TearDown]
    public void Clean() => _run.Dispose();

    [Test]
    public async Task The_key_that_signs_is_not_retired_and_an_older_one_is()
    {
        Assert.That((await _run.RunAsync("keys", "retire", "a", "--yes")).Error, Does.Contain("keys renew"));
        Assert.That((await _run.RunAsync("keys", "renew")).Output, Does.Contain("Key b signs"));
        Assert.That((await _run.RunAsync("keys", "retire", "a")).Status, Is.EqualTo(2));
        Assert.That((await _run.RunAsync("keys", "retire", "a", "--yes")).Status, Is.Zero);
        Assert.That((await _run.RunAsync("keys", "list")).Output, Does.Contain("retired since 2026-01-05"));
    }
}
