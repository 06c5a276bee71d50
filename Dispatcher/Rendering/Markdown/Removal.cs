using AngleSharp.Dom;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>Something that has no place in a mail and was taken out of the page.</summary>
/// <param name="Needle">How it begins in HTML source, to look for: <c>&lt;script</c>, or an attribute's name.</param>
/// <param name="Element">The element that it was, or that held it.</param>
internal sealed record Removal(string Message, string Needle, IElement Element);
