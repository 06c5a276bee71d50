using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Service;

[TestFixture, Integration]
internal sealed class ConfigCommandTests
{
    private readonly CommandRun _run = new();

    [TearDown]
    public void Clean() => _run.Dispose();

    [Test]
    public async Task Every_fault_is_named_at_once()
    {
        Assert.That((await _run.RunAsync("config", "check")).Status, Is.Zero);
        _run.Write(
            "appsettings.json",
            """{ "Newsletter": { "Name": "N", "From": "a@example.org", "TimeZone": "Europe/Berlni" } }"""
        );

        var answer = await _run.RunAsync("config", "check");

        Assert.That(answer.Status, Is.EqualTo(2));
        Assert.That(
            answer.Error,
            Does.Contain("did you mean Europe/Berlin?").And.Contain("PostalAddress").And.Contain("BaseUrl")
        );
    }
}
