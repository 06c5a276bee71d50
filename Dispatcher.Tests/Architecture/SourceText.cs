using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>The strings of C# code, as the compiler sees them.</summary>
internal static class SourceText
{
    /// <summary>
    /// Each string, parts that are put together with + or by holes as one; <c>{}</c> stands for what is not a literal.
    /// </summary>
    public static IEnumerable<string> Strings(SyntaxNode root) =>
        root.DescendantNodes(node => node is not ExpressionSyntax expression || Text(expression) is null)
            .OfType<ExpressionSyntax>()
            .Select(Text)
            .OfType<string>();

    private static string? Text(ExpressionSyntax expression) =>
        expression switch
        {
            LiteralExpressionSyntax { Token.Value: string value } => value,
            InterpolatedStringExpressionSyntax interpolated => string.Concat(
                interpolated.Contents.Select(part =>
                    part is InterpolatedStringTextSyntax text ? text.TextToken.ValueText : "{}"
                )
            ),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum => Sum(
                Text(sum.Left),
                Text(sum.Right)
            ),
            ParenthesizedExpressionSyntax inner => Text(inner.Expression),
            _ => null,
        };

    private static string? Sum(string? left, string? right) =>
        left is null && right is null ? null : (left ?? "{}") + (right ?? "{}");
}
