namespace Newsletter.Dispatcher.Editing;

/// <summary>A part of a line.</summary>
/// <param name="IsChanged">True when the other text does not have it.</param>
internal sealed record DifferencePart(string Text, bool IsChanged);
