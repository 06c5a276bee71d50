using AngleSharp.Dom;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>Something that is not allowed in a mail and was removed from the page.</summary>
/// <param name="Needle">The beginning of its HTML source, to search for: <c>&lt;script</c>, or the name of an
/// attribute.</param>
/// <param name="Element">The element that was removed, or that contained it.</param>
internal sealed record Removal(Finding Finding, string Message, string Needle, IElement Element);
