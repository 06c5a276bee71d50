namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>What a piece of template code does to the page.</summary>
internal enum CodeKind
{
    /// <summary>Writes a value: <c>{{ subscriber.first_name }}</c>.</summary>
    Value,

    /// <summary>Writes nothing: <c>{{ if … }}</c>, <c>{{ end }}</c>, an assignment, a comment.</summary>
    Statement,

    /// <summary>
    /// Plain text that only looks like code: <c>{%{ {{ so }} }%}</c>. <see cref="CodeSegment.Text"/> is the inner text.
    /// </summary>
    Literal,
}
