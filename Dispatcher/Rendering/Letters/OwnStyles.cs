using AngleSharp.Dom;

namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>Styles of the program: stronger than rules, weaker than the editor's. Tests: LetterBodyTests.</summary>
internal sealed class OwnStyles
{
    private readonly Dictionary<IElement, List<Declaration>> _all = [];

    public void Add(IElement element, string style)
    {
        if (!_all.TryGetValue(element, out var declarations))
        {
            _all[element] = declarations = [];
        }

        declarations.AddRange(Declarations.Read(style));
    }

    public IReadOnlyList<Declaration> For(IElement element) => _all.TryGetValue(element, out var own) ? own : [];
}
