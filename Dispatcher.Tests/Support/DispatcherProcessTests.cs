namespace Newsletter.Dispatcher.Tests.Support;

[TestFixture, EndToEnd]
internal sealed class DispatcherProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TestFolder _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task Help_is_printed_and_the_status_is_0()
    {
        await using var program = DispatcherProcess.Start(_folder.Path, ["--help"]);

        var status = await program.WaitAsync(Limit);

        Assert.That((status, program.Error), Is.EqualTo((0, "")));
        Assert.That(program.Output, Does.Contain("Usage:"));
    }

    [Test]
    public async Task A_wrong_verb_is_one_line_on_standard_error_and_the_status_is_2()
    {
        await using var program = DispatcherProcess.Start(_folder.Path, ["sned"]);

        var status = await program.WaitAsync(Limit);

        Assert.That((status, program.Output), Is.EqualTo((2, "")));
        Assert.That(program.Error, Does.Contain("sned").And.Matches(@"^[^\n]+\n$"));
    }
}
