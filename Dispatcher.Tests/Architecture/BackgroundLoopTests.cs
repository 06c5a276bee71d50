using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>Each loop of the service derives from <c>LoopService</c>, and its name says that it is a service.</summary>
[TestFixture]
internal sealed class BackgroundLoopTests
{
    [Test]
    public void Only_LoopService_is_a_BackgroundService_itself() =>
        Assert.That(DerivedFrom("BackgroundService"), Is.EqualTo(new[] { "LoopService" }));

    [Test]
    public void A_loop_is_named_a_service()
    {
        var loops = DerivedFrom("LoopService");

        Assert.That(loops, Has.Count.GreaterThan(5));
        Assert.That(loops.Where(loop => !loop.EndsWith("Service", StringComparison.Ordinal)), Is.Empty);
    }

    private static List<string> DerivedFrom(string type) =>
        [
            .. SourceTree
                .Instance.Trees.SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>())
                .Where(declared => declared.BaseList?.Types.Any(of => of.Type.ToString() == type) == true)
                .Select(declared => declared.Identifier.Text),
        ];
}
