using Newsletter.Dispatcher.Rendering.Templates;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// A condition about one value of the reader: it is there, or it equals a text.
/// Tests: SpliceTests.
/// </summary>
/// <param name="Equal">Null when the value only has to be there. As in Scriban, an empty value is there.</param>
internal sealed record ReaderTest(ReaderField Field, string? Equal, bool IsNegated)
{
    public bool Holds(ReaderValues reader)
    {
        var value = reader[Field];
        var holds = Equal is null ? value is not null : string.Equals(value, Equal, StringComparison.Ordinal);
        return holds != IsNegated;
    }
}
