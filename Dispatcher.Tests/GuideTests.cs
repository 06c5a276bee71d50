using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests;

/// <summary>The pages that guide people through the code name files that are there.</summary>
[TestFixture]
internal sealed partial class GuideTests
{
    private static readonly string[] Roots = ["", "Dispatcher", "Dispatcher.Tests"];

    [TestCase("CONTRIBUTING.md")]
    [TestCase("docs/architecture.md")]
    public void Each_file_that_a_guide_names_is_there(string guide)
    {
        var named = NamedFile
            .Matches(File.ReadAllText(Path.Combine(Corpora.Repository(), guide)))
            .Select(match => match.Groups[1].Value)
            .ToList();

        Assert.That(named, Has.Count.GreaterThan(15));
        Assert.That(
            named.Where(name => !Roots.Any(root => Path.Exists(Path.Combine(Corpora.Repository(), root, name)))),
            Is.Empty
        );
    }

    /// <summary>A path in backticks, such as <c>`Schedule/Waves.cs`</c> or <c>`templates/`</c>.</summary>
    [GeneratedRegex(@"`((?:[\w.]+/)+(?:[A-Za-z]\w*(?:\.\w+)+)?)`", RegexOptions.CultureInvariant)]
    private static partial Regex NamedFile { get; }
}
