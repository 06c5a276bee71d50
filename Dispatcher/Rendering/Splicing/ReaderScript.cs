using Newsletter.Dispatcher.Rendering.Templates;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// What the code left over of one template runs in: one context for a message, so that later code sees what earlier
/// code assigned.
/// </summary>
/// <param name="Shared">Objects in scope that are the same for every reader.</param>
/// <param name="Slug">Of the issue.</param>
/// <param name="IsTimed">Some of the code can take long.</param>
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
