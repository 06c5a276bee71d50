using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>
/// An address is divided at its @ in the room <c>Addresses</c> only. The other rooms ask <c>EmailAddress.Domain</c> or
/// <c>MailDomain.Of</c>, so that they all mean the same @ in <c>"a@b"@example.org</c>.
/// </summary>
[TestFixture]
internal sealed class MailDomainTests
{
    [Test]
    public void Only_the_room_Addresses_divides_an_address_at_its_at_sign() =>
        Assert.That(
            SourceTree.Instance.Trees.Where(tree => !IsOfAddresses(tree)).SelectMany(Divisions).Select(Where),
            Is.Empty
        );

    [Test]
    public void The_test_sees_the_divisions_in_the_room_Addresses() =>
        Assert.That(
            SourceTree.Instance.Trees.Where(IsOfAddresses).SelectMany(Divisions).Select(SourceFile).Distinct(),
            Is.SupersetOf(new[] { "Addresses/EmailAddress.cs", "Addresses/MailDomain.cs" })
        );

    private static bool IsOfAddresses(SyntaxTree tree) =>
        SourceTree.Relative(tree).StartsWith("Addresses/", StringComparison.Ordinal);

    /// <summary>Calls that look for an @, or split at it, and give a place or parts.</summary>
    private static IEnumerable<InvocationExpressionSyntax> Divisions(SyntaxTree tree) =>
        tree.GetRoot()
            .DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Where(call =>
                call.Expression
                    is MemberAccessExpressionSyntax { Name.Identifier.Text: "IndexOf" or "LastIndexOf" or "Split" }
                && call.ArgumentList.Arguments is [{ Expression: LiteralExpressionSyntax { Token.ValueText: "@" } }, ..]
            );

    private static string SourceFile(InvocationExpressionSyntax call) => SourceTree.Relative(call.SyntaxTree);

    private static string Where(InvocationExpressionSyntax call) =>
        $"{SourceFile(call)}:{call.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {call}";
}
