using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>A message that the program logs.</summary>
/// <param name="Id">Null when the attribute has none.</param>
/// <param name="Level">A name of <c>LogLevel</c>; null when the attribute has none.</param>
/// <param name="Room">The first folder.</param>
/// <param name="Where">File and method.</param>
internal sealed record LogEvent(int? Id, string? Level, string Room, string Where)
{
    /// <summary>All log messages, in the order of the files.</summary>
    public static IReadOnlyList<LogEvent> All { get; } = [.. Read()];

    private static IEnumerable<LogEvent> Read() =>
        from tree in SourceTree.Instance.Trees
        let file = SourceTree.Relative(tree)
        from method in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
        from attribute in method.AttributeLists.SelectMany(list => list.Attributes)
        where attribute.Name.ToString() is "LoggerMessage" or "LoggerMessageAttribute"
        let arguments = attribute.ArgumentList?.Arguments.ToList() ?? []
        select new LogEvent(
            (Named(arguments, "EventId") ?? arguments.FirstOrDefault(one => one.NameEquals is null)?.Expression)
                is LiteralExpressionSyntax { Token.Value: int id }
                ? id
                : null,
            arguments
                .Select(one => one.Expression)
                .OfType<MemberAccessExpressionSyntax>()
                .FirstOrDefault(access => access.Expression.ToString() == "LogLevel")
                ?.Name.Identifier.Text,
            file.Split('/')[0],
            $"{file}: {method.Identifier.Text}"
        );

    private static ExpressionSyntax? Named(List<AttributeArgumentSyntax> arguments, string name) =>
        arguments.Find(one => one.NameEquals?.Name.Identifier.Text == name)?.Expression;
}
