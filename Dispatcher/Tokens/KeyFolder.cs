using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Tokens;

/// <summary>
/// The folder with the keys that protect cookies and the keys of authenticator apps. Only the
/// dispatcher's user can read the folder (0700) and its files (0600).
/// </summary>
internal sealed class KeyFolder(string path) : IXmlRepository
{
    private const string Ending = ".xml";

    /// <summary>Its place, beside the file that signs links: <c>dispatcher.keys.desk</c>.</summary>
    /// <param name="keyFile">The setting <c>Storage:KeyFile</c>.</param>
    public static string PathBeside(string keyFile) => $"{keyFile}.desk";

    /// <summary>All keys. A file that is no key any more is an error: what it protected cannot be read.</summary>
    /// <exception cref="StorageException">The folder or a file cannot be read.</exception>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        try
        {
            PrivateFiles.CreateFolder(path);
            return
            [
                .. Directory.EnumerateFiles(path, $"*{Ending}").Order(StringComparer.Ordinal).Select(XElement.Load),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException)
        {
            throw new StorageException(
                $"{path}: the keys of the desk cannot be read ({e.Message}); give the dispatcher's user the right to, "
                    + "or restore the folder from a backup.",
                e
            );
        }
    }

    /// <exception cref="StorageException">The key cannot be written.</exception>
    public void StoreElement(XElement element, string friendlyName)
    {
        // A name of our own: the given one comes from the framework, and nothing says what may stand in it.
        var file = System.IO.Path.Combine(path, $"{Guid.NewGuid():N}{Ending}");
        try
        {
            PrivateFiles.CreateFolder(path);

            // Write a temporary file and move it, so that a second process never reads half a key.
            var temporary = $"{file}.new";
            using (var stream = PrivateFiles.Open(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                element.Save(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(
                $"{path}: a key of the desk cannot be written ({e.Message}); make room on the disk, and give the "
                    + "dispatcher's user the right to write there.",
                e
            );
        }
    }
}
