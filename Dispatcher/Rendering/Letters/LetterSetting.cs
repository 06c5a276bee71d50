using Newsletter.Dispatcher.Images;

namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>What a letter's body must fit into.</summary>
/// <param name="Column">The width of the text, in pixels.</param>
/// <param name="IsRightToLeft">The direction of the issue.</param>
/// <param name="ImageOf">The image that an <c>src</c> shows; null for one from elsewhere.</param>
internal sealed record LetterSetting(int Column, bool IsRightToLeft, Func<string, ImageHeader?> ImageOf);
