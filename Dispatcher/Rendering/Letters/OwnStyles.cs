using AngleSharp.Dom;

namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>What the program itself says about elements, stronger than rules and weaker than the editor's word.</summary>
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
