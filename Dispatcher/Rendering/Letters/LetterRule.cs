using AngleSharp.Css;
using AngleSharp.Css.Dom;

namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>One selector of a style sheet and what it declares.</summary>
internal sealed record LetterRule(ISelector Selector, Priority Weight, IReadOnlyList<Declaration> Declared);
