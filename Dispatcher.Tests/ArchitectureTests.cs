using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests;

/// <summary>Folders are the architecture: this table says which may use which, and nothing else may.</summary>
[TestFixture]
internal sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Storage"] = [],
        ["Subscribers"] = ["Storage"],
        ["Settings"] = ["Subscribers"],
        ["Issues"] = ["Settings", "Storage"],
        ["Rendering"] = ["Issues", "Subscribers", "Settings"],
        ["Delivery"] = ["Issues", "Rendering", "Subscribers", "Settings", "Storage"],
        ["Schedule"] = ["Issues", "Rendering", "Delivery", "Settings", "Storage"],
        ["Bounces"] = ["Delivery", "Subscriptions", "Subscribers", "Settings", "Storage"],
        ["Mails"] = ["Issues", "Rendering", "Delivery", "Subscribers", "Settings", "Storage"],
        ["Subscriptions"] = ["Mails", "Schedule", "Rendering", "Subscribers", "Settings", "Storage"],
        ["Payments"] = ["Subscriptions", "Subscribers", "Settings", "Storage"],
        ["Archive"] = ["Issues", "Rendering", "Delivery", "Settings", "Storage"],
        ["Health"] = ["Bounces", "Issues", "Rendering", "Delivery", "Schedule", "Mails", "Subscribers", "Settings", "Storage"],
        ["Web"] = ["Health", "Bounces", "Issues", "Rendering", "Delivery", "Schedule", "Mails", "Subscriptions", "Payments", "Archive", "Subscribers", "Settings", "Storage"],
        ["Commands"] = ["Health", "Bounces", "Issues", "Rendering", "Delivery", "Schedule", "Mails", "Subscriptions", "Payments", "Archive", "Web", "Subscribers", "Settings", "Storage"],
    };

    [TestCaseSource(nameof(Folders))]
    public void A_folder_uses_only_what_it_may(string folder)
    {
        var used = Directory.EnumerateFiles(Path.Combine(Source(), folder), "*.cs", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines)
            .Select(line => UsedFolder.Match(line))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value)
            .Where(other => other != folder)
            .Distinct();

        Assert.That(used, Is.SubsetOf(MayUse[folder]));
    }

    [Test]
    public void Every_dependency_has_its_reason_in_a_decision_record()
    {
        var packages = PackageVersion.Matches(File.ReadAllText(Path.Combine(Corpora.Repository(), "Directory.Packages.props")))
            .Select(match => match.Groups[1].Value)
            .Where(name => !name.StartsWith("NUnit", StringComparison.Ordinal) && !name.StartsWith("Microsoft.Testing", StringComparison.Ordinal));
        var reasons = string.Concat(Directory.EnumerateFiles(Path.Combine(Corpora.Repository(), "docs", "decisions")).Select(File.ReadAllText));

        Assert.That(packages.Where(name => !reasons.Contains(name, StringComparison.Ordinal)), Is.Empty);
    }

    private static IEnumerable<string> Folders() => Directory.EnumerateDirectories(Source()).Select(path => Path.GetFileName(path)!);

    private static string Source() => Path.Combine(Corpora.Repository(), "Dispatcher");

    [GeneratedRegex(@"^using (?:static )?Newsletter\.Dispatcher\.(\w+)", RegexOptions.CultureInvariant)]
    private static partial Regex UsedFolder { get; }

    [GeneratedRegex("PackageVersion Include=\"([^\"]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex PackageVersion { get; }
}
