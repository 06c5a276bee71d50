using Newsletter.Dispatcher.Rendering.Templates;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// The environment for the remaining code of one template: one context for each message, so that later code sees what
/// earlier code assigned.
/// Tests: QuotedPrintableTests.
/// </summary>
/// <param name="Shared">Objects in scope that are the same for every reader.</param>
/// <param name="Slug">The slug of the issue.</param>
/// <param name="IsTimed">True when some of the code can take long and needs a time limit.</param>
internal sealed record ReaderScript(
    TemplateKind Kind,
    TemplateSet.PartialLoader Partials,
    IReadOnlyList<ScriptObject> Shared,
    string Slug,
    bool IsTimed
)
{
    /// <summary>Begins a message.</summary>
    public ReaderRun Start(ReaderValues reader, LinkBook links) => new(this, reader, links);
}
