using System.Reflection;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>Tests: docs/security.md. Its tables leave nothing out, and name tests that there are.</summary>
[TestFixture]
internal sealed partial class SecurityPageTests
{
    /// <summary>The requirements of ASVS 4.0.3 that level 1 has: chapter and section, and their numbers.</summary>
    private static readonly Dictionary<string, string> LevelOne = new()
    {
        ["2.1"] = "1-12",
        ["2.2"] = "1-3",
        ["2.3"] = "1",
        ["2.5"] = "1-6",
        ["2.7"] = "1-4",
        ["2.8"] = "1",
        ["3.1"] = "1",
        ["3.2"] = "1-3",
        ["3.3"] = "1-2",
        ["3.4"] = "1-5",
        ["3.7"] = "1",
        ["4.1"] = "1-3 5",
        ["4.2"] = "1-2",
        ["4.3"] = "1-2",
        ["5.1"] = "1-5",
        ["5.2"] = "1-8",
        ["5.3"] = "1-10",
        ["5.5"] = "1-4",
        ["6.2"] = "1",
        ["7.1"] = "1-2",
        ["7.4"] = "1",
        ["8.2"] = "1-2",
        ["8.3"] = "1-4",
        ["9.1"] = "1-3",
        ["10.3"] = "1-3",
        ["11.1"] = "1-5",
        ["12.1"] = "1",
        ["12.3"] = "1-5",
        ["12.4"] = "1-2",
        ["12.5"] = "1-2",
        ["12.6"] = "1",
        ["13.1"] = "1 3",
        ["13.2"] = "1-3",
        ["13.3"] = "1",
        ["14.2"] = "1-3",
        ["14.3"] = "2-3",
        ["14.4"] = "1-7",
        ["14.5"] = "1-3",
    };

    private static readonly string Page = File.ReadAllText(Path.Combine(Corpora.Repository(), "docs", "security.md"));

    [Test]
    public void Every_requirement_of_level_1_has_one_row()
    {
        var rows = Row.Matches(Page)
            .SelectMany(row => row.Groups["numbers"].Value.Split(", "))
            .SelectMany(Spread)
            .ToList();

        Assert.That(
            rows,
            Is.EqualTo(
                LevelOne.SelectMany(section => Numbers(section.Value).Select(n => $"{section.Key}.{n}"))
            ).AsCollection
        );

        static IEnumerable<string> Spread(string range)
        {
            var (first, last) = range.Split(" to ") is [var from, var to] ? (from, to) : (range, range);
            var section = first[..first.LastIndexOf('.')];
            return Numbers($"{first.Split('.')[^1]}-{last.Split('.')[^1]}").Select(n => $"{section}.{n}");
        }

        static IEnumerable<int> Numbers(string ranges) =>
            ranges
                .Split(' ')
                .Select(range => range.Split('-').Select(int.Parse).ToList())
                .SelectMany(range => Enumerable.Range(range[0], range[^1] - range[0] + 1));
    }

    [Test]
    public void Every_test_that_is_named_is_there()
    {
        var tests = Assembly
            .GetExecutingAssembly()
            .GetTypes()
            .SelectMany(type => type.GetMethods().Select(method => $"{type.Name}.{method.Name}"))
            .ToHashSet(StringComparer.Ordinal);
        var named = TestName.Matches(Page).Select(match => match.Groups["test"].Value).ToList();

        Assert.That(named, Has.Count.GreaterThan(60));
        Assert.That(named.Where(test => !tests.Contains(test)), Is.Empty);
    }

    [Test]
    public void Every_token_has_a_row()
    {
        var rows = TokenRow.Matches(Page).Select(match => match.Groups["token"].Value);

        Assert.That(
            rows,
            Is.EquivalentTo(Enum.GetNames<TokenPurpose>().Concat(LinkMatter.Asked).Append(LinkMatter.Refuse))
        );
    }

    [GeneratedRegex(
        @"^\| (?<numbers>\d+\.\d+\.\d+(?:(?:, | to )\d+\.\d+\.\d+)*) \| \S",
        RegexOptions.CultureInvariant | RegexOptions.Multiline
    )]
    private static partial Regex Row { get; }

    [GeneratedRegex(@"`(?<test>\w+Tests\.\w+)`", RegexOptions.CultureInvariant)]
    private static partial Regex TestName { get; }

    [GeneratedRegex(@"^\| `(?<token>\w+)` \|", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex TokenRow { get; }
}
