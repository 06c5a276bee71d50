using System.Text.RegularExpressions;
using System.Xml.Linq;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.EndToEnd;

/// <summary>The build, the changelog and the command line show the same version.</summary>
[TestFixture, EndToEnd]
internal sealed partial class VersionTests
{
    [Test]
    public async Task The_version_is_printed_alone_also_outside_a_newsletter()
    {
        using var folder = new TestFolder();
        await using var program = DispatcherProcess.Start(folder.Path, ["--version"]);

        var status = await program.WaitAsync(TimeSpan.FromMinutes(2));

        Assert.That((status, program.Output, program.Error), Is.EqualTo((0, $"{OfBuild()}\n", "")));
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test]
    public void The_newest_release_of_the_changelog_is_the_version_of_the_build()
    {
        var changelog = File.ReadAllText(Path.Combine(Corpora.Repository(), "CHANGELOG.md"));

        Assert.That(Release.Match(changelog).Groups[1].Value, Is.EqualTo(OfBuild()));
    }

    private static string OfBuild() =>
        XDocument
            .Load(Path.Combine(Corpora.Repository(), "Directory.Build.props"))
            .Descendants("Version")
            .Single()
            .Value;

    [GeneratedRegex(
        @"^## (\d+\.\d+\.\d+) - \d{4}-\d{2}-\d{2}$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant
    )]
    private static partial Regex Release { get; }
}
