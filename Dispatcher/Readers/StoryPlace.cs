using System.Globalization;

namespace Newsletter.Dispatcher.Readers;

/// <summary>A place in a reader's story, where the next page begins. Tests: ReaderStoryTests.</summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Source">Which table the row is from.</param>
/// <param name="Key">The row's key there.</param>
internal sealed record StoryPlace(long At, string Source, string Key)
{
    private const int MaxLength = 200;

    /// <returns>Null for what is no place.</returns>
    public static StoryPlace? Parse(string? text) =>
        text?.Length <= MaxLength
        && text.Split('.', 3) is [var at, var source, var key]
        && long.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var instant)
            ? new(instant, source, key)
            : null;

    /// <summary>As it stands in the page's address.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At}.{Source}.{Key}");
}
