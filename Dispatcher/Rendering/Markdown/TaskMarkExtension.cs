using Markdig;
using Markdig.Extensions.TaskLists;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Task lists: <c>- [x] done</c>. Mail programs show no form, so a box is a character, and the list has no bullets.
/// Tests: MarkdownSupportTests.
/// </summary>
internal sealed class TaskMarkExtension : IMarkdownExtension
{
    private readonly TaskListExtension _tasks = new();

    public void Setup(MarkdownPipelineBuilder pipeline) => _tasks.Setup(pipeline);

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer) =>
        renderer.ObjectRenderers.Insert(0, new BoxRenderer());

    private sealed class BoxRenderer : HtmlObjectRenderer<TaskList>
    {
        protected override void Write(HtmlRenderer renderer, TaskList box) =>
            renderer.Write(box.Checked ? "\u2611" : "\u2610");
    }
}
