using System.Collections;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>
/// A list that templates see and cannot change: it is shared by all readers, so what the page of one wrote there, the
/// page of the next would show. Scriban's own lists can be written by index even when they are read-only.
/// Tests: ExtraScopeTests.
/// </summary>
internal sealed class FixedList : ScriptArray, IList
{
    public FixedList(IEnumerable<string> values)
        : base(values) => IsReadOnly = true;

    object? IList.this[int index]
    {
        get => this[index];
        set => throw new InvalidOperationException("this list cannot be changed; make one of your own.");
    }
}
