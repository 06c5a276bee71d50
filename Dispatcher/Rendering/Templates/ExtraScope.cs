using Newsletter.Dispatcher.Issues;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>
/// <c>issue.extra</c>: a name that the issue does not have is empty, because a template serves many issues.
/// Tests: ExtraScopeTests.
/// </summary>
internal sealed class ExtraScope : ScriptObject
{
    public ExtraScope(Issue issue)
    {
        foreach (var (name, value) in issue.Extra)
        {
            SetValue(name, value is IReadOnlyList<string> list ? new FixedList(list) : value, readOnly: true);
        }

        IsReadOnly = true;
    }

    public override bool TryGetValue(TemplateContext? context, SourceSpan span, string member, out object? value)
    {
        base.TryGetValue(context, span, member, out value);
        return true;
    }
}
