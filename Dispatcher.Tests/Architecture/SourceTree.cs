using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>
/// The program's C# sources as syntax trees: which file declares a type, and which types a file names.
/// </summary>
/// <remarks>
/// A use is a name in code that can mean one of our types: the file is in the type's namespace or imports it, and the
/// name is not where only a member can be. Extension methods count by their names. A value whose type is never named is
/// not found. It cannot hide a forbidden use: the member that it came from names the type, and that member's file has
/// the same floors. Razor markup is not parsed; its code-behind files are.
/// </remarks>
internal sealed class SourceTree
{
    private static readonly Lazy<SourceTree> Parsed = new(() => new SourceTree());

    /// <summary>The files that declare each name: the name of a type or of an extension method.</summary>
    private readonly ILookup<string, Declaration> _declarations;

    private SourceTree()
    {
        Trees =
        [
            .. Files()
                .AsParallel()
                .AsOrdered()
                .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path)),
        ];
        _declarations = Trees.SelectMany(Declared).ToLookup(declaration => declaration.Name, StringComparer.Ordinal);
        Uses = [.. Trees.AsParallel().AsOrdered().SelectMany(UsesOf)];
    }

    /// <summary>Parsed once for all tests.</summary>
    public static SourceTree Instance => Parsed.Value;

    /// <summary>One syntax tree for each file of <c>Dispatcher/</c>.</summary>
    public IReadOnlyList<SyntaxTree> Trees { get; }

    /// <summary>Each use of a type that another file declares, once for each pair of files.</summary>
    public IReadOnlyList<TypeUse> Uses { get; }

    /// <summary>The path below <c>Dispatcher/</c>, with slashes.</summary>
    public static string Relative(SyntaxTree tree) => Path.GetRelativePath(Folder(), tree.FilePath).Replace('\\', '/');

    /// <summary>The names of the types that a file declares outside of other types.</summary>
    public static IEnumerable<string> TopLevelTypes(SyntaxTree tree) =>
        tree.GetRoot()
            .DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .Select(node =>
                node switch
                {
                    BaseTypeDeclarationSyntax type => type.Identifier.Text,
                    DelegateDeclarationSyntax type => type.Identifier.Text,
                    _ => null,
                }
            )
            .OfType<string>();

    private static string Folder() => Path.Combine(Corpora.Repository(), "Dispatcher");

    private static IEnumerable<string> Files() =>
        Directory
            .EnumerateFiles(Folder(), "*.cs", SearchOption.AllDirectories)
            .Where(path =>
                !path.Contains(
                    $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
                    StringComparison.Ordinal
                )
            )
            .Order(StringComparer.Ordinal);

    private static IEnumerable<Declaration> Declared(SyntaxTree tree)
    {
        var space = Namespace(tree);
        var extensions = tree.GetRoot()
            .DescendantNodes()
            .OfType<MethodDeclarationSyntax>()
            .Where(method =>
                method.ParameterList.Parameters is [var first, ..] && first.Modifiers.Any(SyntaxKind.ThisKeyword)
            )
            .Select(method => method.Identifier.Text);
        return
        [
            .. TopLevelTypes(tree).Select(name => new Declaration(name, space, Relative(tree), IsExtension: false)),
            .. extensions.Distinct().Select(name => new Declaration(name, space, Relative(tree), IsExtension: true)),
        ];
    }

    private IEnumerable<TypeUse> UsesOf(SyntaxTree tree)
    {
        var root = (CompilationUnitSyntax)tree.GetRoot();
        var visible = root
            .Usings.Select(line => line.NamespaceOrType.ToString())
            .Append("Newsletter.Dispatcher")
            .ToHashSet(StringComparer.Ordinal);
        var own = Namespace(tree);
        return root.DescendantNodes()
            .OfType<SimpleNameSyntax>()
            .SelectMany(name =>
                _declarations[name.Identifier.Text].Where(declaration => Means(name, declaration.IsExtension))
            )
            .Where(declaration =>
                visible.Contains(declaration.Namespace)
                || $"{own}.".StartsWith($"{declaration.Namespace}.", StringComparison.Ordinal)
            )
            .Select(declaration => new TypeUse(Relative(tree), declaration.File))
            .Where(use => use.By != use.Of)
            .Distinct();
    }

    /// <summary>
    /// A type's name does not follow a dot (except in <c>Namespace.Type</c>, which the style forbids); an extension's
    /// does.
    /// </summary>
    private static bool Means(SimpleNameSyntax name, bool isExtension) =>
        name.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Name == name => isExtension,
            MemberBindingExpressionSyntax => isExtension,
            NameColonSyntax or NameEqualsSyntax => false,
            AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment
                when assignment.Left == name => false,
            _ => !isExtension,
        };

    private static string Namespace(SyntaxTree tree) =>
        ((CompilationUnitSyntax)tree.GetRoot())
            .Members.OfType<BaseNamespaceDeclarationSyntax>()
            .FirstOrDefault()
            ?.Name.ToString()
        ?? "";

    private sealed record Declaration(string Name, string Namespace, string File, bool IsExtension);
}
