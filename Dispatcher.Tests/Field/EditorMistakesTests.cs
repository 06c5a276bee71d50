using System.Globalization;
using System.Text;
using Newsletter.Dispatcher.Tests.Commands.Issues;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>What the check says about the mistakes of editors stands in <c>docs/checks.md</c>, word for word.</summary>
[TestFixture, Integration]
internal sealed class EditorMistakesTests
{
    private static readonly byte[] Png = Given.Png;

    /// <summary>What is taken, because everybody can see what was meant; a heavy image is made small.</summary>
    private static readonly string[] Taken = ["13-4MB.md", "14-image-space.md", "25-bom.md", "26-crlf.md"];

    private static IReadOnlyList<CheckRun.Said> Said { get; set; } = [];

    [OneTimeSetUp]
    public static async Task Check()
    {
        using var run = new CheckRun(new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero));
        foreach (var (file, _, content) in EditorMistakes.All)
        {
            run.Write($"issues/{file}", content);
        }

        run.Write("issues/pics/map.png", Png);
        run.Write("issues/pics/A map.png", Png);
        run.Write("issues/pics/heavy.png", [.. Png, .. new byte[4_000_000]]);
        run.Write("issues/pics/fake.png", "no image"u8.ToArray());
        run.Write("issues/pics/photo.heic", "no image"u8.ToArray());
        run.Write("issues/pics/chart.svg", "<svg/>"u8.ToArray());
        Said = await run.RunAsync();
    }

    [Test]
    public void Each_mistake_is_found_and_nothing_else()
    {
        var found = Said.Select(one => one.File["issues/".Length..]).ToHashSet(StringComparer.Ordinal);
        var quiet = EditorMistakes.All.Select(one => one.File).Where(file => !found.Contains(file));

        // Of two issues on one day the first is right.
        Assert.That(quiet, Is.EquivalentTo([.. Taken, "58-same-date.md"]));
    }

    [Test]
    public void No_word_of_an_engine_is_said() =>
        Assert.That(
            Said.Select(one => one.Message),
            Has.None.Match("<EOL>|Expecting|Cannot get|[Tt]oken|parsing|Exception|not found|null object")
        );

    [Test]
    public async Task The_page_lists_each_mistake_with_what_is_said()
    {
        var page = new StringBuilder("| mistake | what it says |\n| --- | --- |\n");
        foreach (var (file, what, _) in EditorMistakes.All)
        {
            var lines = Said.Where(one => one.File == $"issues/{file}")
                .Select(one => $"{(one.Line > 0 ? $"{one.Line}: " : "")}{one.Severity}: {one.Cell}")
                .DefaultIfEmpty("nothing to fix");
            page.Append(CultureInfo.InvariantCulture, $"| {what} | {string.Join("<br>", lines)} |\n");
        }

        var text = await File.ReadAllTextAsync(Path.Combine(Corpora.Repository(), "docs", "checks.md"));
        Assert.That(text, Does.Contain(page.ToString()), $"docs/checks.md needs this table:\n{page}");
    }
}
