namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>One declaration of a style, such as <c>margin:0 0 22px</c>. Tests: LetterBodyTests.</summary>
internal sealed record Declaration(string Name, string Value)
{
    public override string ToString() => $"{Name}:{Value}";
}
