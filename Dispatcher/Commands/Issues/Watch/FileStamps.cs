using System.Globalization;

namespace Newsletter.Dispatcher.Commands.Issues.Watch;

/// <summary>When files were last written, as one text: two texts differ when a file was saved, made or
/// deleted.</summary>
/// <remarks>Tests: FileChangesTests.</remarks>
internal static class FileStamps
{
    /// <param name="paths">Files, and folders whose files count.</param>
    public static string Of(IEnumerable<string> paths) =>
        string.Join('\n', paths.SelectMany(Files).Order(StringComparer.Ordinal).Select(Stamp));

    private static IEnumerable<string> Files(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories) : [path];

    private static string Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists
            ? string.Create(CultureInfo.InvariantCulture, $"{path} {file.LastWriteTimeUtc.Ticks} {file.Length}")
            : $"{path} none";
    }
}
