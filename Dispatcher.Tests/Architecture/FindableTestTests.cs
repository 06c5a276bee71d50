using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>
/// A newcomer finds the tests of a type: they have its name, or the type names them ("Tests: SpliceTests").
/// </summary>
[TestFixture]
internal sealed partial class FindableTestTests
{
    /// <summary>Types that only put others together, and what the gate runs as a whole.</summary>
    private static readonly HashSet<string> Exempt =
    [
        "App",
        "Program",
        "Cli",
        "BenchCommand",
        "BenchSample",
        "BenchSampler",
        "DemoCommand",
        "OurBench",
        "PostfixTools",
        "ScratchFolder",
        "TheirBench",
    ];

    private static readonly HashSet<string> Tests = Directory
        .EnumerateFiles(
            Path.Combine(Corpora.Repository(), "Dispatcher.Tests"),
            "*Tests.cs",
            SearchOption.AllDirectories
        )
        .Select(file => Path.GetFileNameWithoutExtension(file))
        .ToHashSet(StringComparer.Ordinal);

    private static readonly IReadOnlyList<TypeDeclarationSyntax> Types =
    [
        .. SourceTree.Instance.Trees.SelectMany(tree =>
            tree.GetRoot()
                .DescendantNodes()
                .OfType<TypeDeclarationSyntax>()
                .Where(type => type is not InterfaceDeclarationSyntax && type.Parent is not TypeDeclarationSyntax)
                .Where(HasCode)
        ),
    ];

    [Test]
    public void A_type_with_code_has_a_test_that_a_newcomer_finds() =>
        Assert.That(
            from type in Types
            let name = type.Identifier.Text
            where !Exempt.Contains(name) && !name.EndsWith("Services", StringComparison.Ordinal)
            where !Tests.Contains($"{name}Tests") && !Named.IsMatch(type.GetLeadingTrivia().ToFullString())
            select name,
            Is.Empty
        );

    [Test]
    public void A_test_that_a_type_names_exists() =>
        Assert.That(
            from type in Types
            from Match match in Named.Matches(type.GetLeadingTrivia().ToFullString())
            where !Tests.Contains(match.Groups[1].Value)
            select $"{type.Identifier.Text}: {match.Groups[1].Value}",
            Is.Empty
        );

    [Test]
    public void A_type_that_is_left_out_has_no_test_of_its_name() =>
        Assert.That(Exempt.Where(name => Tests.Contains($"{name}Tests")), Is.Empty);

    private static bool HasCode(TypeDeclarationSyntax type) =>
        type
            .Members.OfType<BaseMethodDeclarationSyntax>()
            .Any(method => method.Body is not null || method.ExpressionBody is not null);

    [GeneratedRegex(@"Tests: (\w+Tests)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Named { get; }
}
