using System.Collections;

namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>Declarations in order: the last one of a name wins. Tests: LetterBodyTests.</summary>
internal sealed class Declarations : IEnumerable<Declaration>
{
    private readonly List<Declaration> _all = [];

    public bool IsEmpty => _all.Count == 0;

    /// <summary>The value of a name; null when there is none.</summary>
    public string? this[string name] => _all.Find(declaration => declaration.Name == name)?.Value;

    /// <summary>Reads <c>margin:0; color:#333</c>. A text that quotes a semicolon is not taken.</summary>
    public static IEnumerable<Declaration> Read(string style) =>
        from part in style.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        let colon = part.IndexOf(':', StringComparison.Ordinal)
        where colon > 0
        select new Declaration(part[..colon].Trim().ToLowerInvariant(), part[(colon + 1)..].Trim());

    /// <summary>
    /// Adds a declaration and takes those away that it makes void: each byte is sent to each reader, and Gmail cuts
    /// long letters.
    /// </summary>
    public void Add(Declaration declaration)
    {
        _all.RemoveAll(declaration.Covers);
        _all.Add(declaration);
    }

    /// <summary>The same with left and right exchanged, for text that is read from right to left.</summary>
    public Declarations Mirrored()
    {
        var mirrored = new Declarations();
        foreach (var declaration in _all)
        {
            var other = Mirror(declaration);

            // The style sheet may still be read beside this, and would draw the line on both sides.
            if (other.Name != declaration.Name && this[other.Name] is null)
            {
                mirrored._all.Add(declaration with { Value = "0" });
            }

            mirrored._all.Add(other);
        }

        return mirrored;
    }

    public IEnumerator<Declaration> GetEnumerator() => _all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Join(';', _all);

    private static Declaration Mirror(Declaration declaration) =>
        declaration switch
        {
            { Name: "text-align", Value: "left" } => declaration with { Value = "right" },
            { Name: "text-align", Value: "right" } => declaration with { Value = "left" },
            { Name: "margin" or "padding" }
                when declaration.Value.Split(' ') is [var top, var right, var bottom, var left] => declaration with
            {
                Value = $"{top} {left} {bottom} {right}",
            },
            { Name: var name } when name.Contains("-left", StringComparison.Ordinal) => declaration with
            {
                Name = name.Replace("-left", "-right", StringComparison.Ordinal),
            },
            { Name: var name } when name.Contains("-right", StringComparison.Ordinal) => declaration with
            {
                Name = name.Replace("-right", "-left", StringComparison.Ordinal),
            },
            _ => declaration,
        };
}
