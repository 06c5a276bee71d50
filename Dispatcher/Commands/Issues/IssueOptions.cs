using System.CommandLine;
using Newsletter.Dispatcher.Rendering.Preview;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>Options that preview, test and watch share. Tests: PreviewCommandTests.</summary>
internal static class IssueOptions
{
    private static string Readers =>
        string.Join(", ", InventedReaders.All(DateTimeOffset.UnixEpoch).Select(reader => reader.Name));

    /// <param name="who">The beginning of the description.</param>
    public static Option<string?> As(string who) =>
        new("--as") { Description = $"{who}: {Readers}, or a subscriber's address.", HelpName = "READER" };

    /// <summary>As <see cref="As"/>, for several readers.</summary>
    public static Option<string[]> AsMany(string who) =>
        new("--as")
        {
            Description = $"{who}: {Readers}, or a subscriber's address; several are allowed.",
            HelpName = "READER",
        };
}
