namespace Newsletter.Dispatcher.Archive;

/// <summary>A word of a text.</summary>
/// <param name="Start">Where it begins, in UTF-16 units.</param>
/// <param name="Folded">As words are compared: see <see cref="SearchText.Fold"/>.</param>
internal readonly record struct SearchWord(int Start, int Length, string Folded)
{
    public int End => Start + Length;
}
