using Newsletter.Dispatcher.Tests.Commands.Issues;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering.Letters;

/// <summary>The sample letters are as good as an editor's: <c>issue check</c> has nothing to say about them.</summary>
[TestFixture]
internal sealed class SampleLettersTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    [Test]
    public void There_are_letters_of_many_kinds() => Assert.That(Samples, Has.Count.AtLeast(30));

    [Test]
    public async Task No_letter_has_a_finding()
    {
        using var run = new CheckRun(Now);
        foreach (var file in Samples)
        {
            run.Write($"issues/{Path.GetFileName(file)}", await File.ReadAllBytesAsync(file));
        }

        foreach (var (path, content) in LetterSample.Photos)
        {
            run.Write($"issues/{path}", content);
        }

        var findings = await run.RunAsync();

        Assert.That(findings.Select(said => $"{said.File}:{said.Line}: {said.Name}: {said.Message}"), Is.Empty);
    }

    /// <summary>The sample files alone, without the issues that the newsletter is shipped with.</summary>
    private static IReadOnlyList<string> Samples =>
        [.. LetterSample.Files.Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "Samples")];
}
