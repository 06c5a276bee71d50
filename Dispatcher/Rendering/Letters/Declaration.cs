namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>One declaration of a style, such as <c>margin:0 0 22px</c>. Tests: LetterBodyTests.</summary>
internal sealed record Declaration(string Name, string Value)
{
    /// <summary>True when the other one says nothing beside this one: <c>border</c> covers <c>border-top</c>.</summary>
    public bool Covers(Declaration other) =>
        other.Name == Name || other.Name.StartsWith($"{Name}-", StringComparison.Ordinal);

    public override string ToString() => $"{Name}:{Value}";
}
