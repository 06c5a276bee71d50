namespace Newsletter.Dispatcher.Tests.Support;

[TestFixture, Integration]
internal sealed class ChildProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [TestCase(Signal.Kill, 137)]
    [TestCase(Signal.Terminate, 143)]
    public async Task A_signal_ends_the_process_with_the_exit_status_of_a_shell(Signal signal, int status)
    {
        await using var sleep = ChildProcess.Start("sleep", ["60"]);

        sleep.Send(signal);

        Assert.That(await sleep.WaitAsync(Limit), Is.EqualTo(status));
    }

    [Test]
    public async Task A_stopped_process_waits_until_it_is_continued()
    {
        using var folder = new TestFolder();
        await using var script = ChildProcess.Start(
            "sh",
            ["-c", "echo ready; until [ -e go ]; do sleep 0.01; done; echo done"],
            folder.Path
        );
        await script.WaitForTextAsync("ready", Limit);

        script.Send(Signal.Stop);
        Assert.That(() => State(script.Id), Is.EqualTo("T").After(20_000, 10));
        folder.Write("go", "");
        var late = await Assert.ThrowsAsync<TimeoutException>(() =>
            script.WaitForTextAsync("done", TimeSpan.FromMilliseconds(100))
        );
        script.Send(Signal.Continue);
        await script.WaitForTextAsync("done", Limit);

        Assert.That(late!.Message, Does.EndWith("in: ready\n"));
    }

    [Test]
    public async Task A_child_process_has_its_own_folder_environment_and_outputs()
    {
        using var folder = new TestFolder();
        await using var script = ChildProcess.Start(
            "sh",
            ["-c", "pwd; echo $COLOUR >&2; exit 3"],
            folder.Path,
            new Dictionary<string, string?> { ["COLOUR"] = "blue" }
        );

        var status = await script.WaitAsync(Limit);

        Assert.That((status, script.Output, script.Error), Is.EqualTo((3, $"{folder.Path}\n", "blue\n")));
    }

    [Test]
    public async Task Disposing_ends_the_process_and_its_children()
    {
        int child;
        await using (var script = ChildProcess.Start("sh", ["-c", "sleep 60 & echo $!; wait"]))
        {
            await script.WaitForTextAsync("\n", Limit);
            child = int.Parse(script.Output, System.Globalization.CultureInfo.InvariantCulture);
        }

        Assert.That(() => State(child), Is.EqualTo("gone").Or.EqualTo("Z").After(20_000, 10));
    }

    /// <summary>T for a stopped process, Z for a zombie that its new parent has not yet reaped.</summary>
    private static string State(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Split(' ')[2];
        }
        catch (IOException)
        {
            return "gone";
        }
    }
}
