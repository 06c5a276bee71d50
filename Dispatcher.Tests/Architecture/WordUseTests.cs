using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>
/// A value of an enum that has words leaves the code as its word. An enum has names of its own, and C# writes them, or
/// a number, where nobody asks for the word: in interpolated text, with ToString, as a parameter of Dapper. The
/// compiler accepts each of these, so this test looks for them.
/// </summary>
/// <remarks>
/// It does not see Razor markup, records that are written as JSON, and variables with names of their own.
/// </remarks>
[TestFixture]
internal sealed partial class WordUseTests
{
    private const BindingFlags Static = BindingFlags.Static | BindingFlags.Public;

    /// <summary>What the SDK imports for each file of the program.</summary>
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    private static readonly CSharpParseOptions Newest = new(LanguageVersion.Preview);

    /// <summary>The enums that have words, by their full names.</summary>
    private static readonly HashSet<string> Worded =
    [
        .. from type in typeof(EnumWords<>).Assembly.GetTypes()
        where !type.ContainsGenericParameters
        from field in type.GetFields(Static)
        where field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(EnumWords<>)
        select field.FieldType.GetGenericArguments()[0].FullName,
    ];

    private static readonly HashSet<string> Names = DeclaredNames();

    private static readonly CSharpCompilation Program = CSharpCompilation.Create(
        "words",
        [
            .. SourceTree.Instance.Trees.Select(tree => tree.WithRootAndOptions(tree.GetRoot(), Newest)),
            CSharpSyntaxTree.ParseText(GlobalUsings, Newest),
        ],
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is not ("dispatcher.dll" or "Dispatcher.Tests.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
    );

    [Test]
    public void A_value_is_written_as_its_word() =>
        Assert.That(
            string.Join('\n', Program.SyntaxTrees.AsParallel().AsOrdered().SelectMany(tree => Wrong(Program, tree))),
            Is.Empty
        );

    [TestCase("""$"{state}" """)]
    [TestCase("""$"{ended}" """)]
    [TestCase("""$"{ended?.ToString()}" """)]
    [TestCase("""state.ToString()""")]
    [TestCase("""(ended ?? state).ToString()""")]
    [TestCase("""state + " it is" """)]
    [TestCase("""new { state }""")]
    [TestCase("""new { State = ended }""")]
    [TestCase("""string.Format("{0}", state)""")]
    [TestCase("""string.Join(' ', new[] { state })""")]
    [TestCase("""Dapper.SqlMapper.ExecuteAsync(null!, "", new Row { State = state })""")]
    [TestCase("""Dapper.SqlMapper.ExecuteAsync(null!, "", new[] { new Row { State = state } })""")]
    public void A_value_without_its_word_is_seen(string code) => Assert.That(WrongIn(code), Has.Length.EqualTo(1));

    [TestCase("""$"{state.Word()} {ended?.Word()}" """)]
    [TestCase("""new { State = state.Word(), Maybe = ended?.Word(), Same = state == ended }""")]
    [TestCase("""new Row { State = state }""")]
    [TestCase("""$"{TimeSpan.Zero}{DayOfWeek.Monday}" """)]
    public void A_word_is_right(string code) => Assert.That(WrongIn(code), Is.Empty);

    private static string[] WrongIn(string expression)
    {
        var tree = CSharpSyntaxTree.ParseText(
            $$"""
            using Newsletter.Dispatcher.Dispatches;

            internal static class Sample
            {
                public static object? Of(DispatchState state, DispatchState? ended) => {{expression}};

                private sealed record Row { public required DispatchState State { get; init; } }
            }
            """,
            Newest,
            "Sample.cs"
        );
        return [.. Wrong(Program.AddSyntaxTrees(tree), tree)];
    }

    private static IEnumerable<string> Wrong(CSharpCompilation compilation, SyntaxTree tree)
    {
        var model = compilation.GetSemanticModel(tree);
        return from expression in tree.GetRoot().DescendantNodes().OfType<ExpressionSyntax>()
            where LosesWord(model, expression)
            select $"{Path.GetFileName(tree.FilePath)}:{tree.GetLineSpan(expression.Span).StartLinePosition.Line + 1}: "
                + $"{expression.Parent}: write the word of {expression}";
    }

    /// <summary>The name decides first, since the compiler takes long to tell the types of a whole program.</summary>
    private static bool LosesWord(SemanticModel model, ExpressionSyntax expression) =>
        expression switch
        {
            InvocationExpressionSyntax call when Called(call) is "Join" => JoinsValues(model, call),
            InvocationExpressionSyntax call when Called(call) is { } name && DapperVerb.IsMatch(name) => IsDapper(
                model,
                call
            ) && HoldsValue(model, call.ArgumentList),
            ObjectCreationExpressionSyntax { ArgumentList: { } arguments, Type: SimpleNameSyntax name } =>
                name.Identifier.Text is "CommandDefinition" && HoldsValue(model, arguments),
            MemberAccessExpressionSyntax { Name.Identifier.Text: "ToString", Expression: var value } => MayBeValue(
                value
            ) && IsWorded(model.GetTypeInfo(value).Type),
            MemberBindingExpressionSyntax { Name.Identifier.Text: "ToString" } binding => binding.Parent?.Parent
                is ConditionalAccessExpressionSyntax access
                && MayBeValue(access.Expression)
                && IsWorded(model.GetTypeInfo(access.Expression).Type),
            _ => MayBeValue(expression)
                && IsWritten(expression)
                && model.GetTypeInfo(expression) is var info
                && IsWorded(info.Type)
                && (
                    expression.Parent is InterpolationSyntax or AnonymousObjectMemberDeclaratorSyntax
                    || (info.ConvertedType?.SpecialType is SpecialType.System_Object && !IsOfException(expression))
                ),
        };

    /// <summary>True where an expression stands in text, in parameters, or where an object is wanted.</summary>
    private static bool IsWritten(ExpressionSyntax expression) =>
        expression.Parent
            is InterpolationSyntax
                or AnonymousObjectMemberDeclaratorSyntax
                or ArgumentSyntax
                or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression };

    /// <summary>
    /// True for what ends in a name that a value of such an enum, or a key of a dictionary, has somewhere.
    /// </summary>
    private static bool MayBeValue(ExpressionSyntax expression) =>
        expression switch
        {
            IdentifierNameSyntax name => Names.Contains(name.Identifier.Text),
            MemberAccessExpressionSyntax access => Names.Contains(access.Name.Identifier.Text),
            ConditionalAccessExpressionSyntax { WhenNotNull: MemberBindingExpressionSyntax binding } => Names.Contains(
                binding.Name.Identifier.Text
            ),
            ParenthesizedExpressionSyntax or BinaryExpressionSyntax or ConditionalExpressionSyntax => expression
                .ChildNodes()
                .OfType<ExpressionSyntax>()
                .Any(MayBeValue),
            _ => false,
        };

    /// <summary>What is declared with the type of such an enum: properties, parameters, variables, members.</summary>
    private static HashSet<string> DeclaredNames()
    {
        var types = Worded.Select(name => name.Split('.')[^1]).ToHashSet(StringComparer.Ordinal);
        return SourceTree
            .Instance.Trees.SelectMany(tree => tree.GetRoot().DescendantNodes())
            .SelectMany(node =>
                node switch
                {
                    PropertyDeclarationSyntax property when Is(property.Type) => [property.Identifier.Text],
                    ParameterSyntax { Type: { } type } parameter when Is(type) => [parameter.Identifier.Text],
                    VariableDeclarationSyntax variable when Is(variable.Type) => variable.Variables.Select(one =>
                        one.Identifier.Text
                    ),
                    TupleElementSyntax element when Is(element.Type) => [element.Identifier.Text],
                    EnumDeclarationSyntax words when types.Contains(words.Identifier.Text) => words.Members.Select(
                        one => one.Identifier.Text
                    ),
                    _ => Enumerable.Empty<string>(),
                }
            )
            .Append("Key")
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

        bool Is(TypeSyntax type) => types.Contains(type.ToString().TrimEnd('?'));
    }

    /// <summary>The text of an exception about a value that should not be is for developers.</summary>
    private static bool IsOfException(ExpressionSyntax expression) =>
        expression.Parent?.Parent?.Parent
            is ObjectCreationExpressionSyntax
            {
                Type: IdentifierNameSyntax { Identifier.Text: nameof(ArgumentOutOfRangeException) },
            };

    private static bool JoinsValues(SemanticModel model, InvocationExpressionSyntax call) =>
        model.GetSymbolInfo(call).Symbol is IMethodSymbol { TypeArguments: [var joined] } && IsWorded(joined);

    private static bool IsDapper(SemanticModel model, InvocationExpressionSyntax call) =>
        model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingNamespace.Name: "Dapper" };

    private static string? Called(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax access ? access.Name.Identifier.Text : null;

    /// <summary>True where an argument is, or lists, records with a property of such an enum.</summary>
    private static bool HoldsValue(SemanticModel model, ArgumentListSyntax arguments) =>
        arguments
            .Arguments.Select(argument => model.GetTypeInfo(argument.Expression).Type)
            .SelectMany(type =>
                type switch
                {
                    IArrayTypeSymbol array => [array.ElementType],
                    INamedTypeSymbol { TypeArguments: { Length: > 0 } listed } => listed,
                    null => ImmutableArray<ITypeSymbol>.Empty,
                    _ => [type],
                }
            )
            .Where(type => !type.IsAnonymousType)
            .SelectMany(type => type.GetMembers().OfType<IPropertySymbol>())
            .Any(property => IsWorded(property.Type));

    private static bool IsWorded(ITypeSymbol? type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? IsWorded(nullable.TypeArguments[0])
            : type is { TypeKind: TypeKind.Enum } && Worded.Contains(type.ToDisplayString());

    [GeneratedRegex("^(?:Execute|Query)", RegexOptions.CultureInvariant)]
    private static partial Regex DapperVerb { get; }
}
