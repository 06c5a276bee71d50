using Newsletter.Dispatcher.Rendering.Templates;

namespace Newsletter.Dispatcher.Rendering.Preview;

/// <summary>A reader who is on no list, to see an issue as such a person gets it.</summary>
/// <param name="Name">What an editor types, for example <c>nameless</c>.</param>
/// <param name="About">Who that is, in a few words.</param>
internal sealed record InventedReader(string Name, string About, Recipient Recipient);
