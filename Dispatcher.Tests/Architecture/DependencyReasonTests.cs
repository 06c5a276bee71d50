using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>Each package has one line with its reason in <c>docs/decisions/</c>.</summary>
[TestFixture]
internal sealed partial class DependencyReasonTests
{
    [Test]
    public void Every_dependency_has_its_reason_in_a_decision_record()
    {
        var packages = PackageVersion
            .Matches(File.ReadAllText(Path.Combine(Corpora.Repository(), "Directory.Packages.props")))
            .Select(match => match.Groups[1].Value)
            .Where(name => !name.StartsWith("NUnit", StringComparison.Ordinal))
            .Where(name => !name.StartsWith("Microsoft.Testing", StringComparison.Ordinal));
        var reasons = string.Concat(
            Directory.EnumerateFiles(Path.Combine(Corpora.Repository(), "docs", "decisions")).Select(File.ReadAllText)
        );

        Assert.That(packages.Where(name => !reasons.Contains(name, StringComparison.Ordinal)), Is.Empty);
    }

    [GeneratedRegex("PackageVersion Include=\"([^\"]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex PackageVersion { get; }
}
