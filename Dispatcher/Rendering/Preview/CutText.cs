using System.Globalization;

namespace Newsletter.Dispatcher.Rendering.Preview;

/// <summary>A text of which a list shows only the beginning. Tests: InboxLineTests.</summary>
/// <param name="Shown">What is seen.</param>
/// <param name="Cut">What does not fit; empty when all of it is seen.</param>
internal sealed record CutText(string Shown, string Cut)
{
    /// <param name="room">In characters as people count them: an emoji is one.</param>
    public static CutText Of(string text, int room)
    {
        var elements = StringInfo.ParseCombiningCharacters(text);
        return elements.Length <= room ? new(text, "") : new(text[..elements[room]], text[elements[room]..]);
    }

    /// <summary>How many characters are seen.</summary>
    public int Length => new StringInfo(Shown).LengthInTextElements;
}
